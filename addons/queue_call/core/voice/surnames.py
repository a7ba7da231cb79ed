"""How surnames are read where the usual reading of the character is wrong or doubtful.

Readings are facts: the table follows what 现代汉语词典 gives for characters that it marks as a
surname (姓), and was compared by program with two open dictionaries (pypinyin 0.55, pinyin-pro
3.29 in its surname mode) and with ``core.surnames``, by which names are searched. Where a surname
is read in several ways the more frequent one stands first and the others behind it, for the desk
to choose.
"""

from __future__ import annotations

from ..surnames import COMPOUND_SURNAMES


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``单=shan4 覃=qin2/tan2``."""
    pairs = (one.split("=") for one in text.split())
    return {name: tuple(readings.split("/")) for name, readings in pairs}


SINGLE: dict[str, tuple[str, ...]] = _table(
    "单=shan4 單=shan4 曾=zeng1 翟=zhai2/di2 仇=qiu2 解=xie4 盖=ge3/gai4 蓋=ge3/gai4 查=zha1"
    " 朴=piao2 区=ou1 區=ou1 覃=qin2/tan2 任=ren2 尉=wei4 乐=yue4/le4 樂=yue4/le4 缪=miao4"
    " 繆=miao4 黑=he4/hei1 繁=po2 员=yun4 員=yun4 折=she2 召=shao4/zhao4 种=chong2 祭=zhai4"
    " 车=che1 車=che1 华=hua4 華=hua4 宓=mi4/fu2 郗=xi1/chi1 谌=chen2/shen4 諶=chen2/shen4"
    " 褚=chu3 隗=wei3/kui2 冼=xian3 洗=xian3 句=gou1 卜=bu3 牟=mou2/mu4 秘=bi4 万=wan4 萬=wan4"
    " 亓=qi2 逄=pang2 逢=pang2/feng2 乜=nie4 仉=zhang3 佴=nai4 那=na1 芮=rui4 燕=yan1"
    " 宁=ning4/ning2 甯=ning4 寧=ning2 应=ying1 應=ying1 曲=qu1 瞿=qu2 费=fei4/bi4 費=fei4/bi4"
    " 石=shi2 沈=shen3 殷=yin1 干=gan1 葛=ge3 哈=ha3 纪=ji3/ji4 紀=ji3/ji4 薄=bo2 柏=bai3/bo2"
    " 晁=chao2 谯=qiao2 啜=chuai4 都=du1 炅=gui4 过=guo1 過=guo1 角=jue2 阚=kan4 闞=kan4"
    " 来=lai2 甪=lu4 么=yao1 幺=yao1 要=yao1 蒙=meng2 能=nai4 粘=nian2 邳=pi1 綦=qi2 强=qiang2"
    " 強=qiang2 郄=qie4/xi4 郤=xi4 麴=qu1 璩=qu2 阙=que1 撒=sa3 少=shao4 佘=she2 厍=she4"
    " 莘=shen1/xin1 盛=sheng4 率=shuai4 宿=su4 眭=sui1 睢=sui1 隋=sui2 汤=tang1 湯=tang1"
    " 佟=tong2 仝=tong2 相=xiang4/xiang1 肖=xiao1 禤=xuan1 郇=huan2/xun2 叶=ye4 葉=ye4 於=yu1"
    " 俞=yu2 尹=yin3 贠=yun4 恽=yun4 臧=zang1 藏=zang4 占=zhan1 詹=zhan1 訾=zi1/zi3 冒=mao4"
    " 逯=lu4 禚=zhuo2 钭=tou3 鄢=yan1 笪=da2 昝=zan3 庹=tuo3 郜=gao4 邸=di3 邰=tai2 郯=tan2"
    " 揭=jie1 缑=gou1 芈=mi3 苌=chang2 菅=jian1 蔺=lin4 爨=cuan4 郐=kuai4 邝=kuang4 谭=tan2"
    " 鲜=xian1 贾=jia3 賈=jia3 谷=gu3 闫=yan2 戚=qi1 邢=xing2 桑=sang1 祝=zhu4 和=he2 行=xing2"
    " 长=chang2 重=chong2 朝=chao2 令=ling4 番=pan1/fan1 卡=ka3 呙=guo1 迮=ze2 妫=gui1"
)
"""A surname of one character -> its readings, the most likely first."""

_COMPOUND: dict[str, tuple[str, ...]] = {
    name: tuple(reading.split("-"))
    for name, (reading,) in _table(
        "欧阳=ou1-yang2 歐陽=ou1-yang2 上官=shang4-guan1 司马=si1-ma3 司馬=si1-ma3 司徒=si1-tu2"
        " 司空=si1-kong1 司寇=si1-kou4 诸葛=zhu1-ge3 諸葛=zhu1-ge3 皇甫=huang2-fu3"
        " 尉迟=yu4-chi2 尉遲=yu4-chi2 公孙=gong1-sun1 公孫=gong1-sun1 公羊=gong1-yang2"
        " 公冶=gong1-ye3 公西=gong1-xi1 公良=gong1-liang2 慕容=mu4-rong2 令狐=ling2-hu2"
        " 夏侯=xia4-hou2 东方=dong1-fang1 東方=dong1-fang1 东郭=dong1-guo1 東郭=dong1-guo1"
        " 东门=dong1-men2 東門=dong1-men2 南宫=nan2-gong1 南宮=nan2-gong1 南门=nan2-men2"
        " 西门=xi1-men2 西門=xi1-men2 北宫=bei3-gong1 北宮=bei3-gong1 长孙=zhang3-sun1"
        " 長孫=zhang3-sun1 宇文=yu3-wen2 轩辕=xuan1-yuan2 軒轅=xuan1-yuan2 赫连=he4-lian2"
        " 赫連=he4-lian2 呼延=hu1-yan2 独孤=du2-gu1 獨孤=du2-gu1 端木=duan1-mu4 万俟=mo4-qi2"
        " 萬俟=mo4-qi2 闻人=wen2-ren2 聞人=wen2-ren2 澹台=tan2-tai2 淳于=chun2-yu2"
        " 单于=chan2-yu2 單于=chan2-yu2 太叔=tai4-shu1 太史=tai4-shi3 申屠=shen1-tu2"
        " 仲孙=zhong4-sun1 钟离=zhong1-li2 鍾離=zhong1-li2 鲜于=xian1-yu2 鮮于=xian1-yu2"
        " 闾丘=lv2-qiu1 閭丘=lv2-qiu1 亓官=qi2-guan1 宗政=zong1-zheng4 濮阳=pu2-yang2"
        " 濮陽=pu2-yang2 巫马=wu1-ma3 巫馬=wu1-ma3 漆雕=qi1-diao1 乐正=yue4-zheng4"
        " 樂正=yue4-zheng4 壤驷=rang3-si4 拓跋=tuo4-ba2 拓拔=tuo4-ba2 夹谷=jia2-gu3"
        " 宰父=zai3-fu3 谷梁=gu3-liang2 段干=duan4-gan1 百里=bai3-li3 梁丘=liang2-qiu1"
        " 左丘=zuo3-qiu1 贺兰=he4-lan2 賀蘭=he4-lan2 第五=di4-wu3 羊舌=yang2-she2"
        " 微生=wei1-sheng1 纳兰=na4-lan2 納蘭=na4-lan2 耶律=ye1-lv4 完颜=wan2-yan2"
        " 完顏=wan2-yan2 叶赫=ye4-he4 葉赫=ye4-he4 富察=fu4-cha2 那拉=na4-la1 爱新=ai4-xin1"
        " 哥舒=ge1-shu1 仆固=pu2-gu4 达奚=da2-xi1 斛律=hu2-lv4 子车=zi3-ju1 颛孙=zhuan1-sun1"
        " 屈突=qu1-tu1 沮渠=ju3-qu2 秃发=tu1-fa4 豆卢=dou4-lu2 尔朱=er3-zhu1 若干=ruo4-gan1"
        " 高堂=gao1-tang2 胡母=hu2-wu2 毋丘=wu2-qiu1 钮祜=niu3-hu4 乌孙=wu1-sun1 赫舍=he4-she4"
    ).items()
}

LONGER: dict[str, tuple[str, ...]] = {
    "爱新觉罗": ("ai4", "xin1", "jue2", "luo2"),
    "叶赫那拉": ("ye4", "he4", "na4", "la1"),
    "侯莫陈": ("hou2", "mo4", "chen2"),
    "钮祜禄": ("niu3", "hu4", "lu4"),
    "赫舍里": ("he4", "she4", "li3"),
}
"""Surnames of three and four characters."""

COMPOUND: dict[str, tuple[str, ...]] = {**_COMPOUND, **LONGER}
"""A surname of several characters -> its reading."""

_KNOWN = frozenset(COMPOUND) | COMPOUND_SURNAMES
_LONGEST = max(map(len, _KNOWN))


def split(name: str) -> tuple[str, str]:
    """Return (surname, given name) of a name in Han characters, the longest surname first.

    A name is never all surname: somebody called 单于 is a 单.

    >>> [split(name) for name in ("单小明", "单于飞", "单于", "爱新觉罗启骧")]
    [('单', '小明'), ('单于', '飞'), ('单', '于'), ('爱新觉罗', '启骧')]
    """
    for length in range(min(_LONGEST, len(name) - 1), 1, -1):
        if name[:length] in _KNOWN:
            return name[:length], name[length:]
    return name[:1], name[1:]


def readings(surname: str) -> tuple[str, ...]:
    """Return the readings of a surname that stands in the tables, syllables joined by blanks.

    >>> readings("尉迟"), readings("覃"), readings("王")
    (('yu4 chi2',), ('qin2', 'tan2'), ())
    """
    if surname in COMPOUND:
        return (" ".join(COMPOUND[surname]),)
    return SINGLE.get(surname, ())
