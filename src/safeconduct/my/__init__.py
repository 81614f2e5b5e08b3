"""The migrant's pages: small, true, in the person's language, under the operating organisation's name, without ours."""

GUIDELINES = (3, 9)
