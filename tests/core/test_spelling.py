"""Names are found by pinyin and by initials, however they are typed."""

import subprocess
import sys

from app.core.spelling import fold, spell


def test_a_name_is_spelled_without_tones_or_spaces():
    assert spell("南城区街道") == ("nanchengqujiedao", "ncqjd")


def test_both_writings_of_a_place_are_spelled_alike():
    assert spell("顾里木图") == spell("顾力木图")


def test_a_word_decides_how_its_characters_are_read():
    assert spell("长城社区")[0] == "changchengshequ"
    assert spell("长青社区")[0] == "changqingshequ"


def test_letters_and_digits_in_a_name_are_kept_and_marks_dropped():
    assert spell("A座·12号 驿站") == ("azuo12haoyizhan", "az12hyz")


def test_a_search_text_is_compared_without_case_width_or_spaces():
    assert fold(" Gu LI　ｍｕ tu ") == "gulimutu"


def test_an_umlaut_is_compared_as_keyboards_write_it():
    assert fold("lü") == fold("LU\u0308") == "lv"
    assert spell("居绿格")[0] == "julvge"


def test_folding_twice_changes_nothing_more():
    for text in ("Ａ Ü ß", "顾力木图 街道", ""):
        assert fold(fold(text)) == fold(text)


def test_reading_the_module_does_not_load_the_pinyin_tables():
    code = "import sys, app.core.spelling; app.core.spelling.fold('x'); sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
