"""Month names as people write them, in every language that a form may have: one table, so that none is read as another.

A name, or its first three letters or more, stands for a month where only one month's names begin so. Django's own names
of these languages are among them (a test holds it). `static/forms/typed.js` has the same table, held equal by a test.
"""

import unicodedata

SHORTEST = 3
# English, Welsh, Polish, Romanian, French, Spanish, German, Ukrainian, Punjabi, Urdu, Arabic (of Egypt and of the
# Levant), Bengali, Somali. Polish and Ukrainian have two forms of a name: of the month, and of a day in it.
# A tilde joins a name of two words.
NAMES: tuple[str, ...] = (
    "january ionawr styczeń stycznia ianuarie janvier enero januar jänner січень січня ਜਨਵਰੀ ਜਨ جنوری يناير"
    " كانون~الثاني জানুয়ারি জানুয়ারী jannaayo",
    "february chwefror luty lutego februarie février febrero februar лютий лютого ਫਰਵਰੀ ਫ਼ਰਵਰੀ ਫਰ فروری فبراير شباط"
    " ফেব্রুয়ারি ফেব্রুয়ারী febraayo feebaraayo",
    "march mawrth marzec marca martie mars marzo märz mrz березень березня ਮਾਰਚ ਮਾਰ مارچ مارس آذار মার্চ maarso",
    "april ebrill kwiecień kwietnia aprilie avril abril квітень квітня ਅਪਰੈਲ ਅਪ੍ਰੈਲ ਅਪ اپریل إبريل نيسان এপ্রিল abriil",
    "may mai maj maja mayo травень травня ਮਈ مئی مايو أيار মে maajo",
    "june mehefin czerwiec czerwca iunie juin junio juni червень червня ਜੂਨ جون يونيو حزيران জুন juun",
    "july gorffenaf lipiec lipca iulie juillet julio juli липень липня ਜੁਲਾਈ ਜੁਲ جولائی يوليو تموز জুলাই luulyo",
    "august awst sierpień sierpnia août agosto серпень серпня ਅਗਸਤ ਅਗ اگست أغسطس آب আগস্ট আগ agoosto ogosto",
    "september sept medi wrzesień września septembrie septembre septiembre setiembre вересень вересня ਸਤੰਬਰ ستمبر سبتمبر"
    " أيلول সেপ্টেম্বর sebteembar sebtember",
    "october hydref październik października octombrie octobre octubre oktober жовтень жовтня ਅਕਤੂਬਰ ਅਕ اکتوبر أكتوبر"
    " تشرين~الأول অক্টোবর oktoobar",
    "november tachwedd listopad listopada noiembrie novembre noviembre листопад листопада ਨਵੰਬਰ نومبر نوفمبر"
    " تشرين~الثاني নভেম্বর nofeembar",
    "december rhagfyr grudzień grudnia decembrie décembre diciembre dezember грудень грудня ਦਸੰਬਰ دسمبر ديسمبر"
    " كانون~الأول ডিসেম্বর diseembar",
)


def folded(name: str) -> str:
    """As names compare: without case, dots, and the accents that people leave out (Latin, and the hamza)."""
    bare = unicodedata.normalize("NFKD", name).lower().replace(".", " ")
    return " ".join(
        "".join(one for one in bare if not ("\u0300" <= one <= "\u036f" or one in "\u0653\u0654\u0655")).split()
    )


TABLE: tuple[tuple[str, ...], ...] = tuple(
    tuple(folded(name.replace("~", " ")) for name in month.split()) for month in NAMES
)


def months_called(name: str) -> list[int]:
    """The months, from 1, that this name or its beginning can mean. A whole name is never the beginning of another."""
    typed = folded(name)
    whole = [number for number, names in enumerate(TABLE, 1) if typed in names]
    if whole or len(typed) < SHORTEST:
        return whole
    return [number for number, names in enumerate(TABLE, 1) if any(one.startswith(typed) for one in names)]
