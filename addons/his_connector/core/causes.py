"""The vocabulary of refusals and failures: code → what happened, what to do, what to answer.

English is what stands in MSA-3 (ASCII), Chinese in ERR-8 and on the operator's screen.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """``ack``: AA, AE or AR; ``hl7``: HL7 table 0357; texts may hold ``{detail}``."""

    code: str
    ack: str
    hl7: str
    en: str
    zh: str
    remedy_en: str
    remedy_zh: str


def _cause(code: str, ack: str, hl7: str, en: str, zh: str, todo_en: str, todo_zh: str) -> Cause:
    return Cause(code, ack, hl7, en, zh, todo_en, todo_zh)


_ASK = ("Ask the sender to correct and resend it.", "请发送方更正后重发。")
_LIST = [
    _cause(
        "not_hl7", "AR", "207", "Not an HL7 v2 message: {detail}", "不是 HL7 v2 报文",
        "Check which program sends to this port.", "请核对是哪个程序在向此端口发送。",
    ),
    _cause(
        "no_framing", "AR", "207", "No MLLP frame around the data", "数据没有 MLLP 帧头帧尾",
        "Let the sender wrap messages as VT ... FS CR.", "请发送方按 VT … FS CR 封装报文。",
    ),
    _cause(
        "cut", "AE", "207", "The frame has no end", "报文被截断，没有帧尾",
        "The sender repeats it; check the line if this recurs.",
        "发送方会重发；反复出现请检查线路。",
    ),
    _cause(
        "too_big", "AR", "207", "Larger than {detail} bytes", "超过 {detail} 字节上限",
        "Send it without embedded documents, or raise the limit of the interface.",
        "请去掉内嵌文件后重发，或调高接口的大小上限。",
    ),
    _cause(
        "undecodable", "AE", "102", "Text is not in {detail}", "无法按 {detail} 解码",
        "Set the charset of the interface to what the sender uses.",
        "请把接口的字符集设成发送方实际使用的字符集。",
    ),
    _cause(
        "no_control_id", "AE", "101", "MSH-10 (message control id) is empty",
        "MSH-10（消息控制号）为空",
        "The sender must number its messages; correct MSH-10 here and replay.",
        "发送方须给报文编号；也可在此补上 MSH-10 后重放。",
    ),
    _cause(
        "control_id_reused", "AE", "205", "MSH-10 {detail} was used for another message",
        "MSH-10 {detail} 已被另一条报文使用",
        "The sender must not reuse control ids, or let the interface accept it.",
        "发送方不得重复使用控制号，或在接口设置中允许。",
    ),
    _cause(
        "unsupported_type", "AR", "200", "Message type {detail} is not used by the queue",
        "排队系统不接收 {detail} 类型的报文",
        "Send ADT and SIU messages only to this port.", "此端口只接收 ADT 与 SIU 报文。",
    ),
    _cause(
        "unsupported_event", "AR", "201", "Event {detail} is unknown", "未知事件 {detail}", *_ASK
    ),
    _cause(
        "missing_field", "AE", "101", "Required field {detail} is empty", "必填字段 {detail} 为空",
        "Correct the message and replay it, or let the sender resend it.",
        "请更正报文后重放，或由发送方更正后重发。",
    ),
    _cause(
        "bad_value", "AE", "102", "Value of {detail} cannot be read", "{detail} 的值无法识别",
        "Correct the message and replay it, or let the sender resend it.",
        "请更正报文后重放，或由发送方更正后重发。",
    ),
    _cause(
        "unknown_code", "AE", "103", "Code in {detail} is not in the mapping's list",
        "{detail} 的代码不在映射表中",
        "Add the code to the list of this mapping and replay.",
        "请在该映射的代码表中补充此代码后重放。",
    ),
    _cause(
        "source_down", "AR", "207", "The source does not answer: {detail}",
        "数据源无应答：{detail}",
        "It is tried again by itself; check address, account and password if it stays so.",
        "系统会自动重试；若一直如此，请核对地址、账号与密码。",
    ),
    _cause(
        "column_gone", "AE", "101", "Column {detail} is no longer in the source",
        "数据源中已没有列 {detail}",
        "Ask the HIS's maker, or name the new column in the mapping; the interface then goes on.",
        "请向 HIS 厂商核实，或在映射中改用新列名；接口随后自动恢复。",
    ),
    _cause(
        "column_changed", "AE", "102", "Column {detail} has another form than before",
        "列 {detail} 的类型或格式已改变",
        "Compare the mapping with the source; the interface goes on once it is saved.",
        "请核对映射与数据源，保存后接口自动恢复。",
    ),
    _cause(
        "new_code", "AE", "103", "A new code in column {detail}",
        "列 {detail} 出现新代码",
        "Add the code to the mapping's list; the interface then goes on by itself.",
        "请在映射的代码表中补充该代码，接口随后自动恢复。",
    ),
    _cause(
        "source_went_back", "AE", "207", "The source lost rows at once: {detail}",
        "数据源一次性丢失或回退了数据：{detail}",
        "Nothing was changed. Look at the difference, then take the source's state or keep ours.",
        "未做任何改动。请查看差异，再选择以数据源为准或保留本系统数据。",
    ),
    _cause(
        "department_unmapped", "AE", "103", "Department code {detail} is not mapped",
        "科室代码 {detail} 尚未对照",
        "Map the code to a queue; the kept message is then applied by itself.",
        "请将该代码对照到队列，保留的报文随后自动处理。",
    ),
    _cause(
        "doctor_unmapped", "AE", "103", "Doctor code {detail} is not mapped",
        "医生代码 {detail} 尚未对照",
        "Map the code to a doctor; the kept message is then applied by itself.",
        "请将该代码对照到医生，保留的报文随后自动处理。",
    ),
    _cause(
        "database_down", "AR", "207", "Database not available; not stored, please resend",
        "数据库暂不可用，报文未保存，请重发",
        "The gateway recovers alone; the sender resends.", "网关会自动恢复，发送方重发即可。",
    ),
    _cause(
        "stale", "AA", "0", "Older than what is known", "早于已知的版本",
        "Nothing to do: the newer message stands.", "无需处理，以较新的报文为准。",
    ),
    _cause(
        "event_not_used", "AA", "0", "Event {detail} is of no use to the queue",
        "排队不使用事件 {detail}", "Nothing to do.", "无需处理。",
    ),
    _cause(
        "inpatient", "AA", "0", "Not an outpatient visit", "不是门诊就诊",
        "Nothing to do.", "无需处理。",
    ),
    _cause(
        "unknown_visit", "AA", "0", "Visit {detail} is not known here", "此处没有就诊 {detail}",
        "Nothing to do, unless its registration stands among the failed messages.",
        "一般无需处理；若其挂号报文在失败列表中，请先处理它。",
    ),
    _cause(
        "unknown_patient", "AA", "0", "Patient is not known here", "此处没有该患者",
        "Nothing to do.", "无需处理。",
    ),
    _cause(
        "already_over", "AA", "0", "The visit is already {detail}", "该就诊已处于“{detail}”状态",
        "Nothing to do.", "无需处理。",
    ),
    _cause(
        "several_places", "AA", "0", "Visit {detail} waits in several queues, it is not said which",
        "就诊 {detail} 同时在多个队列等候，未说明是哪一个",
        "Let the source name the entry it had from our worklist, or serve the patient at the desk.",
        "请对方带回本系统工作列表中的步骤号，或在工作站处理该患者。",
    ),
    _cause(
        "visit_cancelled", "AA", "0", "The visit was cancelled by a later message",
        "该就诊已被较新的报文取消", "Nothing to do.", "无需处理。",
    ),
    _cause(
        "other_patient", "AA", "0", "Visit {detail} belongs to another patient",
        "就诊 {detail} 属于另一位患者",
        "Ask the HIS which patient is right; correct the message and replay it.",
        "请与 HIS 核实患者，更正报文后重放。",
    ),
    _cause(
        "conflict", "AA", "0", "The database was busy: {detail}", "数据库忙：{detail}",
        "It is retried by itself.", "系统会自动重试。",
    ),
    _cause(
        "refused_by_queue", "AA", "0", "The queue refused it: {detail}", "队列拒绝：{detail}",
        "Correct the message or the queue's set-up, then replay.",
        "请更正报文或队列设置后重放。",
    ),
    _cause(
        "set_aside", "AA", "0", "Set aside by an operator", "操作员已搁置",
        "Apply it again if it is wanted after all.", "如仍需要，可重新处理。",
    ),
    _cause(
        "his_serves", "AA", "0", "Reported by the HIS or a machine", "HIS 或设备回报", "", "",
    ),
    _cause(
        "his_cancelled", "AA", "0", "Cancelled by the HIS", "HIS 取消", "", "",
    ),
    _cause(
        "his_no_show", "AA", "0", "No-show reported by the HIS", "HIS 报爽约", "", "",
    ),
    _cause(
        "his_moved", "AA", "0", "Moved by the HIS", "HIS 改约", "", "",
    ),
]  # fmt: skip
CAUSES = {cause.code: cause for cause in _LIST}


class Refusal(Exception):
    """The message cannot be accepted; ``cause`` is a code above, ``location`` like PID-3."""

    def __init__(self, cause: str, detail: str = "", location: str = "") -> None:
        """Raises KeyError for a cause that is not in the vocabulary."""
        super().__init__(cause, detail)
        self.cause = CAUSES[cause]
        self.detail = detail
        self.location = location


def sentence(code: str, detail: str, lang: str) -> str:
    """What happened, in one sentence; ``lang`` is "zh_CN" or anything else for English."""
    cause = CAUSES.get(code)
    if cause is None:
        return detail or code
    return (cause.zh if lang.startswith("zh") else cause.en).format(detail=detail)


def remedy(code: str, lang: str) -> str:
    """What to do about it; "" when there is nothing to say."""
    cause = CAUSES.get(code)
    if cause is None:
        return ""
    return cause.remedy_zh if lang.startswith("zh") else cause.remedy_en
