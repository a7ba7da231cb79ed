"""Chinese surnames of two characters (复姓), as they occur among patients."""

COMPOUND_SURNAMES: frozenset[str] = frozenset(
    (
        "欧阳 上官 司马 司徒 司空 司寇 诸葛 皇甫 尉迟 公孙 公羊 公冶 公西 公良 公伯 公仲 公户 "
        "慕容 令狐 夏侯 东方 东郭 东门 南宫 南门 南郭 西门 西郭 北宫 北堂 长孙 宇文 轩辕 赫连 "
        "呼延 独孤 端木 万俟 闻人 澹台 淳于 单于 太叔 太史 申屠 仲孙 钟离 鲜于 闾丘 亓官 宗政 "
        "濮阳 巫马 漆雕 乐正 壤驷 拓跋 拓拔 夹谷 宰父 谷梁 段干 百里 梁丘 左丘 贺兰 贺若 第五 "
        "羊舌 微生 纳兰 耶律 完颜 叶赫 富察 钮祜 那拉 赫舍 爱新 哥舒 仆固 达奚 斛律 乌孙 子车 "
        "颛孙 伯赏 屈突 沮渠 秃发 乞伏 侯莫 豆卢 尔朱 库狄 若干 破六 鱼俱 高堂 安平 胡母 毋丘 "
        "歐陽 司馬 諸葛 尉遲 公孫 東方 東郭 東門 南宮 西門 北宮 長孫 軒轅 赫連 獨孤 萬俟 聞人 "
        "單于 鍾離 鮮于 閭丘 濮陽 巫馬 樂正 賀蘭 納蘭 完顏 葉赫"
    ).split()
)
"""Looked up by the first two characters of a name. Simplified forms, then traditional ones."""

SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    one[0]: tuple(one[1:].split(","))
    for one in (
        "单shan 單shan 曾zeng 翟zhai 仇qiu 解xie 盖ge 蓋ge 查zha 朴piao 区ou 區ou 覃qin,tan 任ren "
        "尉wei,yu 乐yue 樂yue 缪miao 繆miao 黑he 繁po 员yun 折she 召shao 种chong 祭zhai 车che "
        "华hua 宓mi,fu 郗xi,chi 谌chen,shen 褚chu 隗wei,kui 冼xian 句gou 卜bu 洗xian 牟mu,mou 秘bi "
        "令ling 万wan,mo 萬wan,mo 俟qi 长zhang 長zhang 澹tan 亓qi 逄pang 乜nie 仉zhang 佴nai 那na "
        "芮rui"
    ).split()
}
"""How a character is read as a surname where that differs from its usual reading, or is doubtful;
the other readings of the dictionary count beside these."""
