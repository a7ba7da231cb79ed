"""As many names as wanted, of every kind that a hospital meets. The same seed gives the same."""

import random

from queue_call.core.surnames import COMPOUND_SURNAMES

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛"
_RARE = "㛃𬭎𫖯䶮𠮷𡋾𤩽龘犇淼鑫焱垚喆玥昇珅璟翀頔韡旻昉"
_SYLLABLES = (
    "买 提 古 丽 阿 卜 杜 热 合 曼 吐 尔 逊 努 尼 亚 孜 克 木 卓 玛 扎 西 次 仁 达 娃".split()
)
_DOTS = "·•‧∙⋅・"
_LATIN = (
    "John Smith Maria García Nguyễn Thị Anna Müller Olga Петрова Иван Søren Åse Zoë Jean-Luc"
    " O'Neil McGregor Aşkın Łukasz Κώστας Αθηνά Mohammed Ali Sakura Tanaka"
).split()
KINDS = ("han", "compound", "dot", "latin", "rare", "mixed")


def names(count, seed=1):
    """Yield ``count`` names of two characters and more, all kinds in turn."""
    chance = random.Random(seed)
    for turn in range(count):
        yield _MAKERS[KINDS[turn % len(KINDS)]](chance)


def _han(chance):
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2, 3))))


def _compound(chance):
    surname = chance.choice(sorted(COMPOUND_SURNAMES))
    return surname + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))


def _dot(chance):
    parts = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in "ab"]
    return chance.choice(_DOTS).join(parts)


def _latin(chance):
    return " ".join(chance.choices(_LATIN, k=chance.choice((2, 2, 3))))


def _rare(chance):
    return chance.choice(_SURNAMES + _RARE) + "".join(chance.choices(_RARE + _GIVEN, k=2))


def _mixed(chance):
    return chance.choice(
        (f"{_han(chance)} ", f"{_han(chance)}(VIP)", f"　{_rare(chance)}", _han(chance) + "之女")
    )


_MAKERS = {
    "han": _han, "compound": _compound, "dot": _dot, "latin": _latin, "rare": _rare,
    "mixed": _mixed,
}  # fmt: skip
