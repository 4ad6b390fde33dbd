import pytest

from index.sources.encodings import encoding_of

TEXTS = {
    "UTF-8": ("Café, naïve", "utf-8", False),
    "UTF-8 with a mark": ("Café, naïve", "utf-8-sig", False),
    "UTF-16": ("Café, naïve", "utf-16", False),
    "UTF-16 without a mark": ("Café, naïve", "utf-16-le", False),
    "the other UTF-16": ("Café, naïve", "utf-16-be", False),
    "UTF-32": ("Café, naïve", "utf-32", False),
    "Windows": ('title,abstract\n"Café naïve","We don’t know — “really”."\n', "cp1252", True),
    "one name": ("title,authors\nA study of many good things,José Müller\n", "cp1252", True),
    "Polish": ("title\nBadania językowe,Proponujemy nową metodę uczenia się źródła języków\n", "cp1250", True),
    "an old Macintosh": ("title,abstract\nCafé naïve,We don’t know.\n", "mac_roman", True),
    "Russian": ("Обучение моделей,Мы предлагаем новый метод обучения языковых моделей.\n" * 3, "cp1251", True),
    "Chinese": ("大规模语言模型的检索增强生成,我们提出了一种检索增强生成方法。\n" * 3, "gb18030", True),
    "Japanese": ("小さな判定器,本論文では、長い回答のための小さな判定器を訓練する。\n", "shift_jis", True),
    "Japanese of Unix": ("小さな判定器,本論文では、長い回答のための小さな判定器を訓練する。\n", "euc_jp", True),
    "Chinese of Taiwan": ("檢索增強生成方法,我們提出了一種檢索增強生成方法。\n", "big5", True),
}  # fmt: skip


@pytest.mark.parametrize(("text", "encoding", "guessed"), TEXTS.values(), ids=TEXTS)
def test_text_comes_out_as_it_was_written(text: str, encoding: str, guessed: bool) -> None:
    data = text.encode(encoding)
    found = encoding_of(data)
    assert data.decode(found.name) == text
    assert found.guessed is guessed


@pytest.mark.parametrize(
    "data",
    ["é".encode()[:1] + b",B.\n", "Café und Größe, ".encode() + b"\xff", "Größe".encode()[:-2], b"", b"plain"],
    ids=["stray byte", "damaged", "cut in a character", "empty", "ASCII"],
)
def test_damage_is_no_code_page(data: bytes) -> None:
    assert encoding_of(data) == ("utf-8", False)
