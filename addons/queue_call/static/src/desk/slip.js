import { _t } from "@web/core/l10n/translation";

/** What stands on the slip, line by line: [class, text]. */
function lines(slip) {
  const range = slip.low === null ? "" : _t("Waiting %s to %s minutes", slip.low, slip.high);
  const ahead = slip.place ? _t("%s before you", slip.place - 1) : "";
  return [
    ["small", slip.hospital],
    ["queue", `${slip.zone} ${slip.queue}`],
    ["number", slip.n],
    ["text", ahead],
    ["text", range],
    ["small", slip.why],
    [
      "small",
      slip.room ? _t("Please go to %s", slip.room) : _t("Please wait until you are called"),
    ],
    ["small", slip.at],
  ].filter(([, text]) => text);
}

const STYLE = `
  @page { size: 80mm auto; margin: 3mm; }
  body { width: 72mm; margin: 0; text-align: center; font-family: sans-serif; color: #000; }
  p { margin: 1mm 0; } .small { font-size: 9pt; } .text { font-size: 12pt; }
  .queue { font-size: 14pt; font-weight: bold; } .number { font-size: 40pt; font-weight: bold; }
  img { width: 28mm; height: 28mm; }`;

/** Print a slip of 80 mm by the browser, in a frame of its own that is gone afterwards. */
export function printSlip(slip) {
  const frame = document.createElement("iframe");
  frame.className = "o_queue_slip";
  frame.style.cssText = "position:fixed;right:0;bottom:0;width:0;height:0;border:0";
  document.body.append(frame);
  const page = frame.contentDocument;
  const style = page.createElement("style");
  style.textContent = STYLE;
  page.head.append(style);
  for (const [name, text] of lines(slip)) {
    const line = page.createElement("p");
    line.className = name;
    line.textContent = text;
    page.body.append(line);
  }
  const print = () => {
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  };
  if (!slip.phone) {
    print();
    return;
  }
  const code = page.createElement("img");
  code.onload = code.onerror = print;
  const url = encodeURIComponent(slip.phone);
  code.src = `/report/barcode/?barcode_type=QR&width=240&height=240&value=${url}`;
  page.body.append(code);
}
