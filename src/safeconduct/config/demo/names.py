"""
Names for invented people, by language: common given and family names, typed by hand, combined by lot.

A name is written Latin|other Latin spelling=own script; without `=` the language is written in Latin script
in the first place. `women`, `men` and `family` are parallel in use, not in length. Where a person is
called after the father (Amharic), `family` is empty and men's names stand in its place. Where a family
name has a woman's form, it follows a `/`.
"""

from functools import lru_cache

LISTS = {
    "en": (
        "Alice Amara Beth Carol Chloe Diana Edith Emma Fiona Grace Hannah Holly Irene Jane Joan Karen Laura Lucy Mabel Nora Olive Rachel Ruth Sarah Tessa Wendy",
        "Adam Alan Brian Carl Daniel David Edward Eric Frank George Henry Ian Jack James Keith Leon Mark Martin Neil Oscar Paul Peter Ralph Simon Thomas Victor",
        "Archer Baker Barrow Bell Brook Carter Clay Cole Cooper Dale Ellis Fisher Ford Frost Gale Grant Hale Harper Hill Hunt Knight Lane Marsh Mason Moss North Page Pike Reed Rowe Shaw Stone Wade Ward West Wood",
    ),
    "fr": (
        "Adèle|Adele Agathe Alice Amélie|Amelie Anne Camille Cécile|Cecile Chloé|Chloe Claire Denise Élise|Elise Florence Hélène|Helene Inès|Ines Jeanne Julie Léa|Lea Louise Lucie Manon Marie Nadine Odile Pauline Renée|Renee Solène|Solene",
        "Alain André|Andre Antoine Bernard Bruno Claude Denis Émile|Emile Étienne|Etienne Fabien François|Francois Gilles Henri Hugo Jacques Jean Jules Laurent Léon|Leon Luc Marcel Michel Nicolas Olivier Pascal Rémi|Remi",
        "Arnaud Barbier Bertin Blanchet Bonnet Boyer Carpentier Chevalier Colin Cordier Deschamps Dubois Dumont Fabre Fontaine Gauthier Girard Lacroix Lambert Leroux Marchand Mercier Moreau Noël|Noel Perrin Petit Renard Rivière|Riviere Rousseau Roy Tessier Vidal",
    ),
    "es": (
        "Alba Alicia Ana Beatriz Carmen Clara Cristina Elena Eva Inés|Ines Irene Isabel Josefina Juana Laura Lucía|Lucia Luisa Marta Mercedes Noelia Paula Pilar Rosa Sofía|Sofia Teresa Yolanda",
        "Alberto Andrés|Andres Antonio Carlos César|Cesar Daniel Diego Eduardo Emilio Felipe Fernando Gabriel Héctor|Hector Hugo Iván|Ivan Javier Jesús|Jesus Jorge José|Jose Juan Luis Manuel Mario Óscar|Oscar Pablo Rafael",
        "Acosta Aguilar Álvarez|Alvarez Blanco Cabrera Campos Castillo Castro Cruz Delgado Díaz|Diaz Flores Fuentes García|Garcia Gil Gómez|Gomez Guerrero Herrera Iglesias León|Leon Luna Marín|Marin Medina Molina Mora Navarro Núñez|Nunez Ortega Peña|Pena Ramos Reyes Ríos|Rios Rojas Soto Vargas Vega",
    ),
    "pt": (
        "Adriana Aline Amanda Ana Beatriz Bruna Camila Carla Cláudia|Claudia Daniela Fernanda Gabriela Helena Isabel Joana Júlia|Julia Letícia|Leticia Luísa|Luisa Márcia|Marcia Mariana Patrícia|Patricia Rita Sílvia|Silvia Vera",
        "André|Andre Antônio|Antonio Bruno Caio Carlos Daniel Diogo Eduardo Fábio|Fabio Felipe Gustavo Henrique João|Joao Jorge José|Jose Lucas Luís|Luis Marcos Mateus Otávio|Otavio Paulo Pedro Rafael Tiago Vítor|Vitor",
        "Almeida Alves Araújo|Araujo Azevedo Barbosa Barros Batista Cardoso Carvalho Castro Correia Costa Dias Ferreira Freitas Gomes Lima Lopes Machado Martins Melo Mendes Moreira Nunes Oliveira Pereira Pinto Ramos Ribeiro Rocha Santos Silva Souza Teixeira Vieira",
    ),
    "ht": (
        "Bernadette Chantal Dieula Esther Fabiola Guerda Islande Jesula Josette Ketsia Lovelie Magalie Manouchka Marie Mirlande Nadège|Nadege Natacha Rosemène|Rosemene Roseline Rose Sherline Ti-Fi Venise Yolette Yvrose Widline",
        "Anel Berthony Dieuseul Djimy Edner Emmanuel Evens Fritz Frantz Gérard|Gerard Jackson Jean-Baptiste Josué|Josue Kervens Lucner Makenson Nesly Odilon Pierre Ralph Renel Ronald Roudy Stanley Wilner Wisly",
        "Alcide Antoine Auguste Baptiste Belizaire Bien-Aimé|Bien-Aime Cadet Célestin|Celestin Charles Chery Desir Dorvil Exantus Fleurant Francois Georges Jean Joseph Jules Lafleur Louis Mathieu Michel Noel Paul Pierre Philippe Prophète|Prophete Saint-Fleur Saint-Louis Toussaint Valcin Victor",
    ),
    "sw": (
        "Aisha Amina Asha Bahati Farida Fatuma Furaha Halima Hawa Jamila Khadija Mariam Mwajuma Neema Pendo Rehema Riziki Salma Subira Tatu Upendo Zainabu Zawadi Zuhura",
        "Ali Amani Athumani Baraka Bakari Faraji Haji Hamisi Hassani Issa Jabari Jelani Juma Khamis Kito Mosi Musa Omari Rajabu Rashidi Saidi Salehe Simba Tumaini",
        "Abdalla Achieng Barasa Chege Juma Kamau Kariuki Kibet Kimani Kioko Kipkemboi Komba Lema Macharia Makame Massawe Mbwana Mgeni Mrema Msuya Mutua Mwangi Mwinyi Ndege Njoroge Nyambura Ochieng Odhiambo Omondi Otieno Shayo Wafula Wanjiru",
    ),
    "fil": (
        "Aileen Amihan Analyn Arlene Cherry Cristina Dalisay Divina Elena Evangeline Grace Imelda Jasmine Jocelyn Ligaya Lorna Luzviminda Maricel Marites Mayumi Nenita Rosalie Rowena Tala Vilma",
        "Andoy Arnel Bayani Benigno Crisanto Dante Danilo Edgardo Efren Eduardo Ernesto Fidel Gerardo Isagani Jomar Jun Lakan Marlon Nestor Rodel Rolando Rommel Ronaldo Ruel Virgilio",
        "Abad Agbayani Aquino Bautista Bayani Bernardo Bondoc Buenaventura Catacutan Concepcion Dacanay Dimaculangan Dizon Domingo Enriquez Evangelista Galang Lacson Macaraeg Magsino Manalo Mangubat Marasigan Nepomuceno Ocampo Panganiban Pascual Salonga Tolentino Villanueva",
    ),
    "id": (
        "Ani Ayu Bunga Citra Dewi Dian Endah Eka Fitri Indah Intan Kartika Lestari Maya Murni Ningsih Nur Putri Ratna Rini Sari Siti Sri Tuti Wati Yanti",
        "Adi Agus Ahmad Arif Bagus Bambang Budi Dedi Dwi Eko Fajar Hadi Hendra Iwan Joko Made Nyoman Putra Rahmat Rudi Slamet Sugeng Tri Wahyu Yusuf",
        "Anggraini Budiman Darmawan Firmansyah Gunawan Halim Hakim Hartono Hidayat Irawan Kurniawan Kusuma Lubis Mulyadi Nasution Nugroho Permana Pranoto Purnomo Rahayu Saputra Santoso Setiawan Siregar Subroto Suharto Supriyadi Suryadi Susanto Utami Wibowo Wijaya Yulianto",
    ),
    "ar": (
        "Aisha|Aicha=عائشة Amal=أمل Amina=أمينة Asma=أسماء Dalal=دلال Fatima|Fatma=فاطمة Hala=هالة Hanan=حنان Huda|Hoda=هدى Iman|Eman=إيمان Jamila=جميلة Khadija=خديجة Layla|Leila=ليلى Maryam|Mariam=مريم Mona|Muna=منى Nadia=نادية Noor|Nour=نور Rania=رانيا Salma=سلمى Samira=سميرة Suad=سعاد Wafa=وفاء Yasmin=ياسمين Zaynab|Zeinab=زينب",
        "Abdullah|Abdallah=عبدالله Adel=عادل Ahmad|Ahmed=أحمد Ali=علي Amin=أمين Bashir=بشير Faisal=فيصل Hamid=حامد Hasan|Hassan=حسن Hussein|Husain=حسين Ibrahim=إبراهيم Idris=إدريس Kamal=كمال Khalid|Khaled=خالد Mahmoud|Mahmud=محمود Muhammad|Mohamed|Mohammed=محمد Mustafa|Mostafa=مصطفى Nasser|Nasir=ناصر Omar|Umar=عمر Rashid=رشيد Salih|Saleh=صالح Samir=سمير Tariq|Tarek=طارق Yusuf|Youssef=يوسف",
        "Abbas=عباس Awad=عوض Aziz=عزيز Bakri=بكري Darwish=درويش Fadl=فضل Farouk|Faruq=فاروق Ghanem=غانم Habib=حبيب Haddad=حداد Halabi=حلبي Hamdan=حمدان Hashim=هاشم Issa|Eissa=عيسى Jaber=جابر Karim=كريم Khatib=خطيب Mansour|Mansur=منصور Masri=مصري Nabil=نبيل Najjar=نجار Osman|Othman=عثمان Qasim|Kassem=قاسم Rahman=رحمن Sabbagh=صباغ Said|Saeed=سعيد Salem=سالم Sharif=شريف Shami=شامي Taha=طه Yasin=ياسين Zaki=زكي",
    ),
    "am": (
        "Abeba=አበባ Alemitu=ዓለሚቱ Almaz=አልማዝ Aster=አስቴር Bethlehem=ቤተልሔም Birtukan=ብርቱካን Chaltu=ጫልቱ Eleni=እሌኒ Eyerusalem=ኢየሩሳሌም Genet=ገነት Hirut=ሂሩት Kidist=ቅድስት Lemlem=ለምለም Marta=ማርታ Meseret=መሠረት Mulu=ሙሉ Rahel=ራሔል Saba=ሳባ Selam=ሰላም Senait=ሰናይት Tigist=ትዕግሥት Tsehay=ፀሐይ Yeshi=የሺ Zenebech=ዘነበች",
        "Abebe=አበበ Abera=አበራ Alemu=ዓለሙ Ayele=አየለ Bekele=በቀለ Berhanu=ብርሃኑ Dawit=ዳዊት Demeke=ደመቀ Fikru=ፍቅሩ Gebre=ገብሬ Getachew=ጌታቸው Girma=ግርማ Haile=ኃይሌ Kassa=ካሳ Kebede=ከበደ Lemma=ለማ Mekonnen=መኮንን Mulugeta=ሙሉጌታ Solomon=ሰሎሞን Tadesse=ታደሰ Tesfaye=ተስፋዬ Tekle=ተክሌ Worku=ወርቁ Yohannes=ዮሐንስ Zewdu=ዘውዱ",
        "",
    ),
    "ru": (
        "Alla=Алла Anna=Анна Darya|Daria=Дарья Elena|Yelena=Елена Galina=Галина Irina=Ирина Katerina|Ekaterina=Екатерина Ksenia|Xenia=Ксения Larisa=Лариса Lyubov|Liubov=Любовь Lyudmila|Liudmila=Людмила Marina=Марина Maria|Mariya=Мария Nadezhda=Надежда Natalia|Natalya=Наталья Nina=Нина Oksana=Оксана Olga=Ольга Polina=Полина Svetlana=Светлана Tamara=Тамара Tatiana|Tatyana=Татьяна Vera=Вера Zoya|Zoia=Зоя",
        "Alexei|Aleksey=Алексей Andrei|Andrey=Андрей Anton=Антон Boris=Борис Denis=Денис Dmitri|Dmitry=Дмитрий Fyodor|Fedor=Фёдор Grigori|Grigory=Григорий Igor=Игорь Ilya|Ilia=Илья Ivan=Иван Kirill=Кирилл Konstantin=Константин Leonid=Леонид Maxim|Maksim=Максим Mikhail=Михаил Nikolai|Nikolay=Николай Oleg=Олег Pavel=Павел Roman=Роман Sergei|Sergey=Сергей Stepan=Степан Viktor|Victor=Виктор Yuri|Yury=Юрий",
        "Antonov/Antonova=Антонов/Антонова Belov/Belova=Белов/Белова Bykov/Bykova=Быков/Быкова Fomin/Fomina=Фомин/Фомина Golubev/Golubeva=Голубев/Голубева Gusev/Guseva=Гусев/Гусева Ilyin/Ilyina=Ильин/Ильина Karpov/Karpova=Карпов/Карпова Komarov/Komarova=Комаров/Комарова Kotov/Kotova=Котов/Котова Lebedev/Lebedeva=Лебедев/Лебедева Markov/Markova=Марков/Маркова Morozov/Morozova=Морозов/Морозова Nikitin/Nikitina=Никитин/Никитина Orlov/Orlova=Орлов/Орлова Osipov/Osipova=Осипов/Осипова Panov/Panova=Панов/Панова Sokolov/Sokolova=Соколов/Соколова Titov/Titova=Титов/Титова Vlasov/Vlasova=Власов/Власова Volkov/Volkova=Волков/Волкова Zaytsev/Zaytseva=Зайцев/Зайцева Zimin/Zimina=Зимин/Зимина Zuev/Zueva=Зуев/Зуева",
    ),
    "uk": (
        "Bohdana=Богдана Daryna=Дарина Halyna=Галина Hanna=Ганна Iryna=Ірина Kateryna=Катерина Khrystyna=Христина Lesia|Lesya=Леся Liudmyla=Людмила Liubov=Любов Maryna=Марина Myroslava=Мирослава Nadiia|Nadiya=Надія Nataliia|Natalia=Наталія Oksana=Оксана Olena=Олена Solomiia|Solomiya=Соломія Svitlana=Світлана Tetiana=Тетяна Yuliia|Yulia=Юлія Zoriana=Зоряна",
        "Andrii|Andriy=Андрій Bohdan=Богдан Danylo=Данило Dmytro=Дмитро Hryhorii=Григорій Ihor=Ігор Ivan=Іван Lev=Лев Maksym=Максим Mykhailo=Михайло Mykola=Микола Nazar=Назар Oleh=Олег Oleksandr=Олександр Orest=Орест Ostap=Остап Pavlo=Павло Petro=Петро Serhii|Serhiy=Сергій Stepan=Степан Taras=Тарас Vasyl=Василь Yurii|Yuriy=Юрій",
        "Bondarenko=Бондаренко Boiko=Бойко Chumak=Чумак Danylenko=Даниленко Fedorenko=Федоренко Hnatiuk=Гнатюк Honchar=Гончар Ivashchenko=Іващенко Kovalenko=Коваленко Kravets=Кравець Kushnir=Кушнір Lysenko=Лисенко Marchenko=Марченко Melnyk=Мельник Moroz=Мороз Oliinyk=Олійник Petrenko=Петренко Polishchuk=Поліщук Rudenko=Руденко Savchenko=Савченко Shevchuk=Шевчук Sydorenko=Сидоренко Tkach=Ткач Vovk=Вовк",
    ),
    "zh": (
        "Cui|Ts'ui=翠 Fang=芳 Hong=红 Hua=华 Hui=慧 Jing=静 Juan=娟 Li=丽 Lian=莲 Lin=琳 Ling=玲 Mei=梅 Min=敏 Na=娜 Ping=萍 Qin=琴 Rong=蓉 Ting=婷 Xia=霞 Xiu=秀 Yan=燕 Ying=英 Yu=玉 Yun=云 Zhen=珍",
        "Bin=斌 Bo=波 Chao=超 Cheng=成 Dong=东 Feng=峰 Gang=刚 Guang=光 Hai=海 Hao=浩 Jian=建 Jie=杰 Jun=军 Kai=凯 Lei=磊 Liang=亮 Long=龙 Ming=明 Peng=鹏 Qiang=强 Tao=涛 Wei=伟 Yong=勇 Zhi=志",
        "Chen=陈 Cheng=程 Deng=邓 Ding=丁 Du=杜 Fan=范 Feng=冯 Fu=傅 Gao=高 Guo=郭 Han=韩 He=何 Hu=胡 Huang=黄 Jiang=蒋 Li=李 Liang=梁 Lin=林 Liu=刘 Luo|Lo=罗 Ma=马 Pan=潘 Peng=彭 Shen=沈 Song=宋 Sun=孙 Tang=唐 Wang=王 Wu=吴 Xie=谢 Xu|Hsu=徐 Yang=杨 Yu=于 Zhang|Chang=张 Zhao=赵 Zhou|Chou=周 Zhu|Chu=朱",
    ),
    "hi": (
        "Anita=अनीता Asha=आशा Deepa=दीपा Geeta|Gita=गीता Indira=इंदिरा Jaya=जया Kamala=कमला Kavita=कविता Lata=लता Lakshmi|Laxmi=लक्ष्मी Madhu=मधु Meena|Mina=मीना Neha=नेहा Nirmala=निर्मला Pooja|Puja=पूजा Radha=राधा Rekha=रेखा Rita=रीता Sarita=सरिता Savita=सविता Seema|Sima=सीमा Shanti=शांति Sita=सीता Sunita=सुनीता Usha=उषा Vimala=विमला",
        "Ajay=अजय Amit=अमित Anil=अनिल Arun=अरुण Ashok=अशोक Deepak|Dipak=दीपक Dinesh=दिनेश Gopal=गोपाल Hari=हरि Kishan=किशन Krishna=कृष्ण Mahesh=महेश Manoj=मनोज Mohan=मोहन Naresh=नरेश Pradeep|Pradip=प्रदीप Prakash=प्रकाश Rajesh=राजेश Raju=राजू Ram=राम Ramesh=रमेश Ravi=रवि Sanjay=संजय Suresh=सुरेश Vijay|Bijay=विजय Vinod=विनोद",
        "Agarwal|Agrawal=अग्रवाल Bhatt|Bhatta=भट्ट Chauhan|Chouhan=चौहान Das=दास Devi=देवी Dubey=दुबे Gupta=गुप्ता Jain=जैन Jha=झा Joshi=जोशी Kumar=कुमार Mishra=मिश्रा Pandey=पांडे Patel=पटेल Prasad=प्रसाद Rai=राय Rao=राव Rathore=राठौर Saxena=सक्सेना Shah=शाह Sharma=शर्मा Shukla=शुक्ला Singh=सिंह Sinha=सिन्हा Tiwari=तिवारी Trivedi=त्रिवेदी Varma|Verma=वर्मा Yadav=यादव",
    ),
    "ne": (
        "Anju=अन्जु Bimala=बिमला Binita=बिनिता Devaki=देवकी Durga=दुर्गा Ganga=गंगा Gita=गीता Goma=गोमा Kabita=कविता Kalpana=कल्पना Laxmi=लक्ष्मी Maya=माया Nisha=निशा Parbati=पार्वती Pabitra=पवित्रा Radhika=राधिका Rama=रमा Sabina=सबिना Sarita=सरिता Shova|Shobha=शोभा Sita=सीता Sushila=सुशीला Tara=तारा Yamuna=यमुना",
        "Arjun=अर्जुन Bhim=भीम Bikash=विकास Binod=विनोद Bishnu=विष्णु Chandra=चन्द्र Dhan=धन Dil=दिल Ganesh=गणेश Gopal=गोपाल Hari=हरि Indra=इन्द्र Keshab=केशव Kiran=किरण Krishna=कृष्ण Lal=लाल Man=मान Nabin=नवीन Padam=पदम Prem=प्रेम Rajan=राजन Shiva|Shiv=शिव Surya=सूर्य Tek=टेक",
        "Acharya=आचार्य Adhikari=अधिकारी Basnet=बस्नेत Bhandari=भण्डारी Bhattarai=भट्टराई Chaudhary=चौधरी Dahal=दाहाल Gautam=गौतम Ghimire=घिमिरे Gurung=गुरुङ Karki=कार्की Khadka=खड्का Khatri=खत्री Lama=लामा Limbu=लिम्बू Magar=मगर Maharjan=महर्जन Neupane=न्यौपाने Poudel|Paudel=पौडेल Pokharel=पोखरेल Rai=राई Sapkota=सापकोटा Shakya=शाक्य Sherpa=शेर्पा Shrestha=श्रेष्ठ Subedi=सुवेदी Tamang=तामाङ Thapa=थापा",
    ),
    "bn": (
        "Afroza=আফরোজা Anwara=আনোয়ারা Ayesha=আয়েশা Fatema|Fatima=ফাতেমা Hasina=হাসিনা Jahanara=জাহানারা Jorina=জরিনা Kamrun=কামরুন Khadiza=খাদিজা Laily=লাইলী Maksuda=মাকসুদা Marium=মরিয়ম Mina=মিনা Moriom=মরিয়ম Nasima=নাসিমা Nazma=নাজমা Parvin|Parveen=পারভীন Rahima=রহিমা Rina=রিনা Rokeya=রোকেয়া Sabina=সাবিনা Salma=সালমা Shahnaz=শাহনাজ Shirin=শিরিন Sufia=সুফিয়া",
        "Abdul=আব্দুল Abul=আবুল Alamgir=আলমগীর Anwar=আনোয়ার Babul=বাবুল Delwar=দেলোয়ার Faruk|Farooq=ফারুক Habibur=হাবিবুর Hanif=হানিফ Jahangir=জাহাঙ্গীর Jasim=জসিম Kamal=কামাল Karim=করিম Liton=লিটন Mizanur=মিজানুর Mohammad|Md=মোহাম্মদ Monir=মনির Nazrul=নজরুল Nurul=নুরুল Rafiqul=রফিকুল Rahim=রহিম Rubel=রুবেল Saiful=সাইফুল Selim=সেলিম Shafiq=শফিক",
        "Ahmed=আহমেদ Akter|Akhter=আক্তার Alam=আলম Ali=আলী Bepari=বেপারী Bhuiyan=ভূঁইয়া Biswas=বিশ্বাস Chowdhury|Choudhury=চৌধুরী Das=দাস Dewan=দেওয়ান Gazi=গাজী Haque|Hoque=হক Haldar=হালদার Hossain|Hussain=হোসেন Islam=ইসলাম Kazi=কাজী Khan=খান Khatun=খাতুন Majumder=মজুমদার Mia|Miah=মিয়া Mollah=মোল্লা Mondal=মন্ডল Munshi=মুন্সী Rahman=রহমান Sarkar=সরকার Shaikh|Sheikh=শেখ Sikder=সিকদার Talukder=তালুকদার Uddin=উদ্দিন",
    ),
    "wo": (
        "Adama Aïssatou|Aissatou Aminata Awa Astou Bineta Coumba Fatou Fatoumata Khady Mame Marième|Marieme Nafi Ndeye Oumou Penda Rokhaya Safiétou|Safietou Seynabou Sokhna Yacine",
        "Abdoulaye Aliou Amadou Babacar Bara Boubacar Cheikh Djibril Ibrahima Idrissa Ismaïla|Ismaila Lamine Mamadou Mbaye Modou Moussa Oumar Ousmane Pape Saliou Samba Souleymane",
        "Ba Badji Camara Cissé|Cisse Coly Dia Diagne Diallo Diatta Diop Diouf Fall Faye Gaye Gueye|Guèye Kane Mbaye Mbodj Ndao Ndiaye Ndour Niang Sall Samb Sarr Seck Sène|Sene Sow Sy Thiam Touré|Toure Wade",
    ),
}
SCRIPTS = {"ar": "Arab", "am": "Ethi", "ru": "Cyrl", "uk": "Cyrl", "zh": "Hans", "hi": "Deva", "ne": "Deva", "bn": "Beng"}
"""ISO 15924 codes of the languages whose names also stand in a script of their own; the rest is Latn."""
FAMILY_FIRST = ("zh",)


@lru_cache
def table(language):
    """
    {"women", "men", "family", "family_women": [[(Latin spellings …), own script or None], …]} of one language.

    Where `family` is empty men's names stand for it. `family_women` equals `family` unless a woman's form is written.
    """
    women, men, family = (text.split() for text in LISTS[language])
    family = family or men
    return {
        "women": [entry(w, 0) for w in women],
        "men": [entry(w, 0) for w in men],
        "family": [entry(w, 0) for w in family],
        "family_women": [entry(w, 1) for w in family],
    }


def entry(word, form):
    latin, _, own = word.partition("=")
    spellings = tuple(_form(spelling, form) for spelling in latin.split("|"))
    return spellings, _form(own, form) or None


def _form(text, form):
    forms = text.split("/")
    return forms[min(form, len(forms) - 1)]
