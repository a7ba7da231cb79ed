"""Invented names: surnames and given characters combined, with the odd ones a hospital meets."""

from dataclasses import dataclass
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
    "彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "令狐", "端木")
GIVEN = {
    "M": "伟强磊军勇杰涛明超刚平辉鹏飞建国志华文斌波宇浩然俊宏博海峰东旭",
    "F": "芳娜敏静丽艳娟霞秀兰桂英玉梅红雪琳慧佳欣怡婷颖洁瑶莹萍燕蓉晨",
}
# 珅 弢 玘 have a separator of HL7 as second byte in GBK; GBK lacks the last three.
RARE = "珅弢玘珺翀喆骉赟䶮𬎆𬭎"
DOTTED = (
    ("买买提", "吐尔逊"),
    ("阿依古丽", "热合曼"),
    ("扎西", "多吉"),
    ("古丽娜尔", "艾买提"),
    ("迪力木拉提", "阿不都热依木"),
)
LATIN = (("Smith", "John"), ("García", "María"), ("Müller", "Anna"), ("O'Brien", "Liam"))


@dataclass(frozen=True)
class Name:
    """A name as PID-5 carries it; ``given`` is empty where a name has no such parts."""

    family: str
    given: str
    latin: bool = False

    @property
    def shown(self) -> str:
        """As people write it."""
        return f"{self.given} {self.family}" if self.latin else self.family + self.given


def draw_name(rng: Random, sex: str, charset: str = "utf-8") -> Name:
    """Invent a name that ``charset`` can write; ``sex`` is M or F."""
    while True:
        name = _draw(rng, sex)
        if _fits(name, charset):
            return name


def _draw(rng: Random, sex: str) -> Name:
    kind = rng.random()
    if kind < 0.02:
        return Name(*rng.choice(LATIN), latin=True)
    if kind < 0.06:
        return Name("·".join(rng.choice(DOTTED)), "")
    family = rng.choice(COMPOUND) if kind < 0.11 else rng.choice(SURNAMES)
    letters = GIVEN[sex]
    given = rng.choice(letters)
    if rng.random() < 0.7:
        given += rng.choice(RARE if rng.random() < 0.08 else letters)
    return Name(family, given)


def _fits(name: Name, charset: str) -> bool:
    try:
        name.shown.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
