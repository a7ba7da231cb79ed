"""How hospitals call the facts a queue needs: English, pinyin, initials of pinyin, Chinese.

Names are compared without case, blanks and underscores. The first of a list is the usual one.
"""

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "mrn": (
        "patientid", "patid", "patno", "patientno", "mrn", "empi", "pid", "brid", "bingrenid",
        "brbh", "blh", "brxxid", "hzid", "huanzheid", "binglihao", "病人id", "患者id", "病人编号",
        "患者编号", "病历号", "门诊号", "患者主索引", "病人标识", "患者标识",
    ),
    "name": (
        "patientname", "patname", "patientpersonname", "personname", "name", "fullname", "xm",
        "brxm", "hzxm", "xingming", "bingrenxingming", "huanzhexingming", "姓名",
        "病人姓名", "患者姓名",
    ),
    "sex": ("sex", "gender", "patientsex", "sexcode", "xb", "brxb", "xingbie", "性别"),
    "birth_date": (
        "birth", "birthdate", "birthday", "dateofbirth", "dob", "csrq", "chushengriqi", "出生日期",
        "生日",
    ),
    "card_no": (
        "cardno", "cardid", "medicalcard", "jzkh", "jiuzhenkahao", "kh", "kahao", "就诊卡号",
        "卡号", "诊疗卡号",
    ),
    "insurance_no": ("insuranceno", "insuranceid", "ybkh", "ybh", "yibaohao", "医保号", "医保卡号"),
    "id_no": (
        "idno", "idcard", "idcardno", "identityno", "certno", "sfzh", "sfzhm", "shenfenzheng",
        "shenfenzhenghao", "身份证", "身份证号", "证件号", "证件号码",
    ),
    "phone": (
        "phone", "mobile", "tel", "telephone", "phoneno", "mobileno", "lxdh", "sjh", "dianhua",
        "shoujihao", "lianxidianhua", "电话", "手机", "手机号", "联系电话",
    ),
    "visit": (
        "visit", "visitid", "visitno", "registerid", "regid", "regno", "registerno", "encounterid",
        "clinicno", "ghid", "ghxh", "ghdh", "guahaoid", "guahaohao", "jzxh", "jzlsh", "mzlsh",
        "jiuzhenhao", "jiuzhenid", "挂号id", "挂号单号", "挂号序号", "就诊号", "就诊流水号",
        "门诊流水号",
        "流水号", "就诊序号",
    ),
    "appointment": (
        "appointmentid", "appointmentno", "bookid", "bookingno", "orderno", "yyid", "yyxh",
        "yuyuehao", "yuyueid", "预约号", "预约id", "预约单号", "预约序号",
    ),
    "department": (
        "deptcode", "departmentcode", "deptid", "departmentid", "dept", "department", "officeid",
        "ksdm", "ksid", "ksbm", "keshi", "keshidaima", "keshibianma", "ghks", "科室代码",
        "科室编码",
        "科室id", "科室编号", "科室", "挂号科室", "就诊科室", "执行科室",
    ),
    "department_name": (
        "deptname", "departmentname", "officename", "ksmc", "keshimingcheng", "ghksmc", "科室名称",
        "挂号科室名称", "就诊科室名称",
    ),
    "doctor": (
        "doctorcode", "doctorid", "doctorno", "drcode", "docid", "doctor", "employeeno", "ysdm",
        "ysid", "ysgh", "ysbm", "yisheng", "yishengdaima", "yishenggonghao", "医生代码", "医生工号",
        "医生编码", "医生id", "医生编号", "医师代码", "医生",
    ),
    "doctor_name": (
        "doctorname", "drname", "docname", "ysxm", "ysmc", "yishengxingming", "医生姓名",
        "医师姓名",
        "医生名称",
    ),
    "class": (
        "classcode", "regtype", "registertype", "patienttype", "hblx", "hbdm", "haobie", "hblb",
        "号别", "号类", "挂号类别", "号别代码",
    ),
    "class_name": ("classname", "regtypename", "hbmc", "haobiemingcheng", "号别名称", "号类名称"),
    "service_date": (
        "visitdate", "regdate", "registerdate", "servicedate", "clinicdate", "ghrq", "jzrq",
        "guahaoriqi", "jiuzhenriqi", "yyrq", "挂号日期", "就诊日期", "预约日期", "出诊日期",
    ),
    "service_time": (
        "timeslot", "timerange", "servicetime", "jzsd", "yysd", "shijianduan", "时段", "时间段",
        "就诊时段", "预约时段",
    ),
    "service_at": (
        "visittime", "registertime", "regtime", "appointmenttime", "starttime", "startdatetime",
        "scheduledtime", "ghsj", "jzsj", "yysj", "guahaoshijian", "jiuzhenshijian", "yuyueshijian",
        "挂号时间", "就诊时间", "预约时间", "开始时间",
    ),
    "half_day": (
        "halfday", "ampm", "noon", "timeinterval", "shift", "sxw", "sxwbz", "wubie", "shangxiawu",
        "上下午", "午别", "上下午标志", "班次",
    ),
    "number": (
        "queuenum", "queueno", "seqno", "serialno", "number", "sortno", "pdh", "pdxh", "paiduihao",
        "xuhao", "hx", "haoxu", "排队号", "序号", "号序", "排队序号", "就诊顺序号",
    ),
    "command": (
        "status", "state", "regstatus", "isdeleted", "deleted", "iscancel", "cancelflag", "thbz",
        "zfbz", "ghzt", "zt", "zhuangtai", "tuihaobiaozhi", "状态", "退号标志", "作废标志",
        "挂号状态",
        "取消标志",
    ),
    "old_mrn": (
        "oldpatientid", "oldmrn", "mergedid", "ybrid", "原病人id", "原患者id", "被合并患者id",
    ),
    "version": (
        "updatetime", "updatedat", "modifytime", "lastmodified", "updtime", "gxsj", "xgsj",
        "gengxinshijian", "xiugaishijian", "更新时间", "修改时间", "最后修改时间",
    ),
}  # fmt: skip
# Said of many things (hospital_name, AccessionNumber, 支付状态): only the whole name counts.
COMMON = (
    "visit", "birth",
    "name", "fullname", "number", "serialno", "orderno", "status", "state", "dept", "department",
    "doctor", "deleted", "shift", "class", "姓名", "状态", "序号", "流水号", "卡号", "电话", "手机",
    "科室", "医生", "时段", "时间段", "班次", "开始时间",
)  # fmt: skip
CANCEL_FLAGS = (
    "isdeleted", "deleted", "iscancel", "cancelflag", "thbz", "zfbz", "tuihaobiaozhi", "退号标志",
    "作废标志", "取消标志",
)  # fmt: skip
FLAGS: Mapping[str, str] = {
    "0": "register", "1": "cancel", "N": "register", "Y": "cancel", "否": "register",
    "是": "cancel", "false": "register", "true": "cancel",
}  # fmt: skip
STATES: Mapping[str, str] = {
    "正常": "register", "有效": "register", "已挂号": "register", "挂号": "register",
    "预约": "register", "已预约": "register", "签到": "register", "已签到": "register",
    "待诊": "register", "候诊": "register", "registered": "register", "active": "register",
    "booked": "register", "new": "register", "退号": "cancel", "已退号": "cancel",
    "取消": "cancel", "已取消": "cancel", "作废": "cancel", "已作废": "cancel", "停诊": "cancel",
    "cancelled": "cancel", "canceled": "cancel", "爽约": "no_show", "未到": "no_show",
    "noshow": "no_show", "就诊中": "begin", "检查中": "begin", "接诊": "begin", "已接诊": "begin",
    "已就诊": "finish", "完成": "finish", "已完成": "finish", "已检查": "finish",
    "就诊完成": "finish", "finished": "finish", "completed": "finish",
}  # fmt: skip
