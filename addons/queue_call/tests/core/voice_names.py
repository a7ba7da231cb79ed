"""Names that dictionaries get wrong, with what is to be said; the project's own table.

Sources by section. Surnames: what 现代汉语词典 marks as 姓, compared with pinyin-pro's surname
mode; where the two differ (种 祭 洗 秘 佴 炅 过 么 少 占 能) the dictionary. Compounds: 辞海. Given
names: the dictionary's reading of the word (重阳) or of the character alone. Transcribed names:
character by character. Tones are those after 3-3 sandhi, as textbooks give it for words of 1+2
and 2+1 syllables.
"""

SURNAMES = """
单小明 shan4 xiao3 ming2
单田芳 shan4 tian2 fang1
单雄信 shan4 xiong2 xin4
曾国藩 zeng1 guo2 fan1
曾志伟 zeng1 zhi4 wei3
翟天临 zhai2 tian1 lin2
翟志刚 zhai2 zhi4 gang1
仇英 qiu2 ying1
仇保兴 qiu2 bao3 xing1
解缙 xie4 jin4
解晓东 xie4 xiao3 dong1
盖叫天 ge3 jiao4 tian1
盖聂 ge3 nie4
查良镛 zha1 liang2 yong1
查慎行 zha1 shen4 xing2
朴树 piao2 shu4
朴槿惠 piao2 jin3 hui4
区楚良 ou1 chu3 liang2
覃伟 qin2 wei3
任正非 ren2 zheng4 fei1
任我行 ren2 wo3 xing2
尉凤英 wei4 feng4 ying1
乐毅 yue4 yi4
乐嘉 yue4 jia1
缪昌文 miao4 chang1 wen2
黑伯理 he4 bo2 li3
繁钦 po2 qin1
员半千 yun4 ban4 qian1
折德扆 she2 de2 yi3
召信臣 shao4 xin4 chen2
种师道 chong2 shi1 dao4
祭遵 zhai4 zun1
车晓 che1 xiao3
华佗 hua4 tuo2
华罗庚 hua4 luo2 geng1
宓妃 mi4 fei1
郗鉴 xi1 jian4
谌龙 chen2 long2
褚时健 chu3 shi2 jian4
隗嚣 wei3 xiao1
冼星海 xian3 xing1 hai3
句践 gou1 jian4
卜式 bu3 shi4
牟其中 mou2 qi2 zhong1
秘宜 bi4 yi2
万峰 wan4 feng1
亓伟 qi2 wei3
逄涛 pang2 tao1
乜国强 nie4 guo2 qiang2
仉明 zhang3 ming2
佴军 nai4 jun1
那英 na1 ying1
芮成钢 rui4 cheng2 gang1
燕青 yan1 qing1
宁浩 ning4 hao4
应采儿 ying1 cai3 er2
曲波 qu1 bo1
瞿秋白 qu2 qiu1 bai2
费孝通 fei4 xiao4 tong1
薄熙 bo2 xi1
柏杨 bai3 yang2
纪昀 ji3 yun2
哈文 ha3 wen2
葛优 ge3 you1
晁盖 chao2 gai4
阚清子 kan4 qing1 zi3
过伟 guo1 wei3
炅华 gui4 hua2
佘诗曼 she2 shi1 man4
厍汉 she4 han4
莘华 shen1 hua2
盛中国 sheng4 zhong1 guo2
眭弘 sui1 hong2
睢明 sui1 ming2
於梨华 yu1 li2 hua2
肖华 xiao1 hua2
占英 zhan1 ying1
臧天朔 zang1 tian1 shuo4
臧克家 zang1 ke4 jia1
訾刚 zi1 gang1
仝伟 tong2 wei3
禚强 zhuo2 qiang2
钭明 tou3 ming2
笪重光 da2 chong2 guang1
昝伟 zan2 wei3
庹宗华 tuo3 zong1 hua2
郄伟 qie4 wei3
郤正 xi4 zheng4
郇庆 huan2 qing4
么红 yao1 hong2
粘伟 nian2 wei3
能伟 nai4 wei3
洗明 xian3 ming2
撒贝宁 sa3 bei4 ning2
强大伟 qiang2 da4 wei3
少华 shao4 hua2
鲜明 xian1 ming2
禤伟 xuan1 wei3
爨莲 cuan4 lian2
"""
COMPOUNDS = """
尉迟恭 yu4 chi2 gong1
尉迟小明 yu4 chi2 xiao3 ming2
长孙无忌 zhang3 sun1 wu2 ji4
万俟卨 mo4 qi2 xie4
万俟小红 mo4 qi2 xiao3 hong2
单于飞 chan2 yu2 fei1
单于 shan4 yu2
令狐冲 ling2 hu2 chong1
令狐楚 ling2 hu2 chu3
澹台灭明 tan2 tai2 mie4 ming2
鲜于枢 xian1 yu2 shu1
皇甫嵩 huang2 fu3 song1
呼延灼 hu1 yan2 zhuo2
宇文化 yu3 wen2 hua4
闾丘露薇 lv2 qiu1 lu4 wei1
亓官明 qi2 guan1 ming2
乐正绫 yue4 zheng4 ling2
拓跋焘 tuo4 ba2 tao1
夹谷清 jia2 gu3 qing1
宰父明 zai2 fu3 ming2
谷梁赤 gu3 liang2 chi4
耶律楚 ye1 lv4 chu3
完颜洪烈 wan2 yan2 hong2 lie4
爱新觉罗启骧 ai4 xin1 jue2 luo2 qi3 xiang1
叶赫那拉兰 ye4 he4 na4 la1 lan2
钮祜禄和珅 niu3 hu4 lu4 he2 shen1
侯莫陈悦 hou2 mo4 chen2 yue4
欧阳娜娜 ou1 yang2 na4 na4
欧阳修 ou1 yang2 xiu1
司马懿 si1 ma3 yi4
司马小明 si1 ma2 xiao3 ming2
上官婉儿 shang4 guan1 wan3 er2
诸葛亮 zhu1 ge3 liang4
诸葛小花 zhu1 ge2 xiao3 hua1
端木赐 duan1 mu4 ci4
百里奚 bai2 li3 xi1
第五伦 di4 wu3 lun2
公冶长 gong1 ye3 chang2
公孙胜 gong1 sun1 sheng4
慕容复 mu4 rong2 fu4
颛孙师 zhuan1 sun1 shi1
子车仲行 zi3 ju1 zhong4 xing2
斛律光 hu2 lv4 guang1
哥舒翰 ge1 shu1 han4
仆固怀恩 pu2 gu4 huai2 en1
毋丘俭 wu2 qiu1 jian3
歐陽修 ou1 yang2 xiu1
諸葛亮 zhu1 ge3 liang4
"""
GIVEN = """
张小明 zhang1 xiao3 ming2
李小龙 li2 xiao3 long2
李小马 li3 xiao2 ma3
马景涛 ma2 jing3 tao1
吕布 lv3 bu4
吕海 lv2 hai3
马云 ma3 yun2
李少华 li3 shao4 hua2
王长生 wang2 chang2 sheng1
赵重阳 zhao4 chong2 yang2
王大为 wang2 da4 wei2
周国兴 zhou1 guo2 xing1
刘娃娃 liu2 wa2 wa2
陈浩子 chen2 hao4 zi3
林莞尔 lin2 wan2 er3
孙茜 sun1 qian4
韩霓裳 han2 ni2 chang2
何炅 he2 jiong3
石小曾 shi2 xiao3 zeng1
郑重 zheng4 chong2
王石 wang2 shi2
周一 zhou1 yi1
王丽丽 wang2 li4 li4
李得胜 li3 de2 sheng4
张予曦 zhang1 yu3 xi1
刘隽 liu2 jun4
赵薇 zhao4 wei1
郭麒麟 guo1 qi2 lin2
张单 zhang1 dan1
王乐乐 wang2 le4 le4
卢麟元 lu2 lin2 yuan2
徐薄 xu2 bo2
贾召 jia3 zhao4
陈冠 chen2 guan4
"""
TRANSCRIBED = """
买买提·吐尔逊 mai2 mai3 ti2 , tu2 er3 xun4
阿卜杜拉·艾则孜 a1 bu3 du4 la1 , ai4 ze2 zi1
古丽娜尔·买买提 gu3 li4 na4 er3 , mai2 mai3 ti2
次仁卓玛 ci4 ren2 zhuo2 ma3
扎西达娃 zha1 xi1 da2 wa2
马修·单 ma3 xiu1 , dan1
"""
