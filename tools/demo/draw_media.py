"""Draws the pictures, the PDF and the film of the demo's health education, all our own.

    python tools/demo/draw_media.py [--ffmpeg /path/to/ffmpeg]

Needs Pillow and a Chinese font. The results lie in the repository; this is how they were made.
"""

import argparse
import math
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

OUT = Path(__file__).parents[2] / "addons/queue_call/demo/media"
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
SIZE = (1920, 1080)
STEPS = (
    "内：掌心相对",
    "外：手心手背",
    "夹：指缝交叉",
    "弓：指背揉搓",
    "大：拇指转动",
    "立：指尖揉搓",
    "腕：手腕转动",
)


def font(size):
    path = next(path for path in FONTS if Path(path).exists())
    return ImageFont.truetype(path, size)


def canvas(top, bottom, size=SIZE):
    """A sheet whose colour goes from top to bottom."""
    sheet = Image.new("RGB", size)
    draw = ImageDraw.Draw(sheet)
    for y in range(size[1]):
        share = y / size[1]
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        draw.line((0, y, size[0], y), fill=colour)
    return sheet, draw


def title(draw, text, under, colour="white"):
    draw.text((110, 70), text, font=font(116), fill=colour)
    draw.text((114, 215), under, font=font(46), fill=colour)


def foot(draw, text, colour="white"):
    draw.text((114, 980), text, font=font(40), fill=colour)


def drop(draw, x, y, size, colour):
    """A drop of water."""
    draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
    draw.polygon([(x - size * 0.86, y - size * 0.5), (x + size * 0.86, y - size * 0.5),
                  (x, y - size * 2.1)], fill=colour)  # fmt: skip


def hand(draw, x, y, size, colour):
    """An open hand: palm and five fingers, seen from above."""
    draw.rounded_rectangle((x - size, y - size * 0.8, x + size, y + size), size * 0.5, fill=colour)
    for n in range(4):
        left = x - size + n * size * 0.52
        high = size * (1.75, 2.05, 1.95, 1.6)[n]
        draw.rounded_rectangle((left, y - high, left + size * 0.42, y), size * 0.2, fill=colour)
    draw.line((x + size * 0.8, y + size * 0.5, x + size * 1.55, y - size * 0.45), fill=colour,
              width=round(size * 0.46))  # fmt: skip
    r = size * 0.23
    tip, high = x + size * 1.55, y - size * 0.45
    draw.ellipse((tip - r, high - r, tip + r, high + r), fill=colour)


def card(draw, box, number, text, ink, fill="white"):
    draw.rounded_rectangle(box, 28, fill=fill)
    left, top, _right, _bottom = box
    draw.ellipse((left + 24, top + 22, left + 112, top + 110), fill=ink)
    draw.text((left + 68, top + 64), str(number), font=font(56), fill="white", anchor="mm")
    draw.text((left + 136, top + 66), text, font=font(46), fill=ink, anchor="lm")


def hands():
    sheet, draw = canvas((12, 96, 168), (8, 58, 112))
    title(draw, "七步洗手法", "流动水、洗手液，认真揉搓 20 秒以上")
    for n, step in enumerate(STEPS):
        left, top = 110 + (n % 3) * 575, 330 + (n // 3) * 205
        card(draw, (left, top, left + 540, top + 170), n + 1, step, (9, 68, 128))
        for k in range(3):
            drop(draw, left + 420 + k * 40, top + 138, 10, (120, 190, 240))
    hand(draw, 1180, 880, 70, (253, 214, 180))
    hand(draw, 1480, 880, 70, (246, 196, 158))
    for x, y, r in (
        (1310, 790, 36),
        (1350, 860, 24),
        (1275, 850, 20),
        (1330, 730, 16),
        (1640, 780, 28),
    ):
        draw.ellipse((x - r, y - r, x + r, y + r), outline="white", width=5)
    foot(draw, "就诊前后、饭前便后、咳嗽之后，请洗手")
    return sheet


def cough():
    sheet, draw = canvas((22, 112, 74), (10, 70, 48))
    title(draw, "咳嗽礼仪", "保护自己，也保护身边的人")
    words = (
        "用纸巾或肘弯遮住口鼻",
        "用过的纸巾丢入有盖垃圾桶",
        "有发热咳嗽，请戴好口罩",
        "与他人保持 1 米以上距离",
    )
    for n, text in enumerate(words):
        top = 330 + n * 152
        card(draw, (110, top, 1060, top + 130), n + 1, text, (14, 88, 58))
    x, y = 1480, 560
    draw.ellipse((x - 210, y - 240, x + 210, y + 200), fill=(253, 214, 180))
    draw.pieslice((x - 225, y - 275, x + 225, y + 120), 180, 360, fill=(58, 44, 40))
    for side in (-80, 80):
        draw.ellipse((x + side - 20, y - 50, x + side + 20, y - 10), fill=(50, 40, 40))
    draw.rounded_rectangle((x - 150, y + 20, x + 150, y + 165), 56, fill=(210, 236, 250))
    for k in (60, 95, 130):
        draw.line((x - 120, y + k, x + 120, y + k), fill=(150, 190, 215), width=4)
    draw.arc((x - 255, y - 20, x - 90, y + 130), 100, 250, fill=(210, 236, 250), width=10)
    draw.arc((x + 90, y - 20, x + 255, y + 130), 290, 80, fill=(210, 236, 250), width=10)
    draw.rounded_rectangle((x - 290, y + 190, x + 290, y + 400), 110, fill=(235, 244, 240))
    foot(draw, "候诊区提供口罩，请向分诊台索取")
    return sheet


def route():
    sheet, draw = canvas((250, 251, 253), (222, 235, 248))
    ink = (12, 70, 130)
    title(draw, "就诊流程", "看完叫号屏，不用在门口排队", ink)
    steps = (
        ("报到", "自助机或分诊台"),
        ("候诊", "看大屏，听叫号"),
        ("就诊", "叫到号再进诊室"),
        ("检查", "缴费后去检查科室"),
        ("回诊", "凭结果再报到"),
        ("取药", "按窗口号取药"),
    )
    for n, (name, text) in enumerate(steps):
        x, y = 300 + (n % 3) * 660, 470 + (n // 3) * 320
        shade = ((24, 118, 210), (20, 140, 120), (208, 110, 20))[n % 3]
        draw.ellipse((x - 118, y - 118, x + 118, y + 118), fill=shade)
        draw.text((x, y - 8), name, font=font(76), fill="white", anchor="mm")
        draw.text((x, y + 152), text, font=font(42), fill=ink, anchor="mm")
        if n % 3 < 2:
            draw.line((x + 180, y, x + 440, y), fill=(140, 165, 190), width=12)
            draw.polygon([(x + 440, y - 34), (x + 500, y), (x + 440, y + 34)], fill=(140, 165, 190))
    foot(draw, "过号不用重新挂号：到分诊台报到，会再次安排", ink)
    return sheet


def flu():
    sheet, draw = canvas((178, 92, 20), (118, 52, 12))
    title(draw, "流感疫苗，每年接种一次", "秋冬之前接种，保护最有效")
    words = ("60 岁及以上老年人", "6 月龄至 5 岁儿童", "慢性病患者", "孕妇", "医务人员和照护者")
    for n, text in enumerate(words):
        card(draw, (110, 320 + n * 128, 900, 320 + n * 128 + 112), n + 1, text, (140, 66, 14))
    x, y = 1400, 620
    draw.polygon([(x - 210, y - 300), (x + 210, y - 300), (x + 210, y + 40), (x, y + 310),
                  (x - 210, y + 40)], fill=(255, 236, 208))  # fmt: skip
    draw.rounded_rectangle((x - 46, y - 190, x + 46, y + 110), 18, fill=(178, 92, 20))
    draw.rounded_rectangle((x - 150, y - 86, x + 150, y + 6), 18, fill=(178, 92, 20))
    foot(draw, "接种地点：预防保健科（门诊楼一层）")
    return sheet


def guide():
    """Two pages of a PDF, as a department hands it over."""
    pages = []
    texts = (
        ("空腹抽血须知", ("抽血前 8 小时不进食，可少量饮水", "前一天清淡饮食，不饮酒",
                     "穿袖口宽松的衣服",
                     "抽血后按压针眼 5 分钟，不要揉", "如有晕血、晕针，请先告诉护士")),
        ("腹部超声须知", ("检查前 8 小时空腹", "泌尿和妇科检查请憋尿", "带上以前的检查报告",
                     "轮到时大屏会显示检查室", "准备好了再按“已准备”")),
    )  # fmt: skip
    for name, lines in texts:
        sheet, draw = canvas((255, 255, 255), (240, 246, 252), (1240, 1754))
        draw.rectangle((0, 0, 1240, 300), fill=(12, 96, 168))
        draw.text((90, 92), name, font=font(108), fill="white")
        for n, text in enumerate(lines):
            card(draw, (90, 400 + n * 200, 1150, 400 + n * 200 + 150), n + 1, text, (12, 84, 150),
                 (226, 238, 250))  # fmt: skip
        draw.text((90, 1600), "检验科 · 超声科  门诊宣教", font=font(44), fill=(90, 110, 130))
        pages.append(sheet)
    return pages


def film(ffmpeg, seconds=14, rate=15, size=(1280, 720)):
    """A short film: bubbles rise, the seven steps come one after the other."""
    command = [ffmpeg, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
               f"{size[0]}x{size[1]}", "-r", str(rate), "-i", "-", "-c:v", "libx264", "-profile:v",
               "main", "-level", "3.1", "-pix_fmt", "yuv420p", "-crf", "30", "-preset", "slow",
               "-movflags", "+faststart", str(OUT / "hands.mp4")]  # fmt: skip
    back, _draw = canvas((16, 110, 186), (8, 62, 118), size)
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    for frame in range(seconds * rate):
        sheet = back.copy()
        draw = ImageDraw.Draw(sheet)
        at = frame / rate
        step = min(len(STEPS) - 1, int(at / seconds * len(STEPS)))
        for n in range(12):
            x = 80 + (n * 211) % 1120 + 18 * math.sin(at + n)
            y = 720 - (at * (40 + n * 6) + n * 97) % 800
            r = 10 + n % 4 * 7
            draw.ellipse((x - r, y - r, x + r, y + r), outline=(190, 225, 250), width=3)
        sway = 46 * math.sin(at * 3.2)
        hand(draw, 480 + sway, 350, 74, (253, 214, 180))
        hand(draw, 740 - sway, 350, 74, (246, 196, 158))
        draw.text((640, 78), "七步洗手法", font=font(72), fill="white", anchor="mm")
        draw.rounded_rectangle((190, 520, 1090, 640), 30, fill="white")
        draw.text((640, 580), f"{step + 1}  {STEPS[step]}", font=font(64), fill=(9, 68, 128),
                  anchor="mm")  # fmt: skip
        draw.rectangle((190, 660, 190 + 900 * at / seconds, 670), fill=(160, 220, 255))
        encoder.stdin.write(sheet.tobytes())
    encoder.stdin.close()
    encoder.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ffmpeg", help="makes the film, too")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for name, make in (("hands", hands), ("cough", cough), ("route", route), ("flu", flu)):
        make().save(OUT / f"{name}.jpg", quality=82, optimize=True)
    first, *others = guide()
    first.save(OUT / "guide.pdf", save_all=True, append_images=others, quality=72)
    if given.ffmpeg:
        film(given.ffmpeg)


if __name__ == "__main__":
    main()
