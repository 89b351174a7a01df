"""Writes ../devices.xlsx and ../devices.csv: a device list as a plant keeps it, untidy on purpose.

Needs Python 3.11 or later and XlsxWriter (any 3.x). Same input, same bytes. Run: python3 devices.py

What is untidy: title lines above the header, headers with line breaks and blanks, merged group lines, makers in
every spelling, full-width letters, firmware typed as a number, 不明 and dashes for "not known", a device twice,
rows without a number, a note under the table. The CSV is Shift_JIS with CRLF, as Excel in Japan saves it.
"""

import csv
import datetime
import pathlib

import xlsxwriter

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent

TITLE = ["霞ヶ原工場　制御機器一覧表", "作成：設備保全課　葛城　　2026/10/30 現在（毎年 10 月に棚卸し）", ""]
HEADER = ["No.", "管理番号", "機器名称", "メーカー", "シリーズ", "型　式", "ファームウェア\n(Ver.)", "設置場所",
          "IPアドレス", "備考"]

# A text alone is a group line. Firmware given as a number is a number in the workbook.
ROWS = [
    "■ 部品棟・SMT",
    ("SMT-001", "SMTライン1 主PLC", "三菱", "iQ-R", "R04ENCPU", 57, "SMT1 盤", "10.31.1.11", ""),
    ("SMT-002", "SMTライン2 主PLC", "三菱電機", "ＭＥＬＳＥＣ　iQ-R", "R08ENCPU", "66", "SMT2 盤", "10.31.2.11", "2026/8 更新"),
    ("SMT-003", "SMTライン1 操作盤", "三菱電機㈱", "GOT2000 GT27", "GT2715-XTBA", "01.47.000", "SMT1", "10.31.1.21", "FTPサーバの版"),
    ("SMT-004", "実装機 ×3台", "パナソニック", "NPM", "NPM-W2", "不明", "SMT1", "10.31.1.31～33", "メーカー保守契約"),
    ("SMT-005", "リフロー炉 温調", "Panasonic", "FP7", "AFP7CPS31E", "Ver.4.43", "SMT1", "10.31.1.41", ""),
    ("SMT-006", "シリアル変換器（印刷検査機）", "MOXA", "NPort", "NPort 5110", "2.10", "SMT1 盤", "10.31.1.51", ""),
    ("CUT-001", "部品加工セル1", "JTEKT", "TOYOPUC", "TCC-6353", "―", "加工1", "10.31.3.11", "PC10G-CPU"),
    ("CUT-002", "部品加工セル2", "ジェイテクト", "TOYOPUC", "TUC-1157", 3.1, "加工2", "10.31.3.12", "Nano 10GX"),
    ("", "部品洗浄機", "豊田工機", "TOYOPUC", "", "", "洗浄", "", "盤内未確認"),
    ("CUT-004", "加工機CNC", "ﾌｧﾅｯｸ", "Series 31i", "Series 31i-MODEL B5", "-", "加工1", "10.31.3.21～24", "4台"),
    "■ 組立ライン1",
    ("ASM-101", "組立1 主PLC", "三菱電機", "MELSEC iQ-R", "R16ENCPU", "不明", "組立1 主盤", "10.33.0.11", ""),
    ("ASM-102", "組立1 安全PLC", "三菱電機", "MELSEC iQ-R", "R08SFCPU", 29, "組立1 安全盤", "10.33.0.12", "変更は二人で"),
    ("ASM-103", "組立1 供給装置", "OMRON", "NX1シリーズ", "NX102-1200", "", "組立1 供給", "10.33.0.13", ""),
    ("ASM-104", "組立1 操作盤", "ミツビシ", "GOT2000 GT27", "GT2710-STBA", "01.39.000", "組立1", "10.33.0.21", "FTPサーバの版"),
    ("ASM-105", "ロボットA 制御装置", "ファナック", "R-30iA", "R-30iA Mate", "V7.70", "組立1", "10.33.0.31", "生産終了品"),
    ("ASM-106", "ロボットB 制御装置", "FANUC", "R-30iB", "R-30iB Plus", "V9.40", "組立1", "10.33.0.32", ""),
    ("ASM-107", "サーボアンプ 8軸", "三菱", "MELSERVO-J4", "MR-J4-40B", "不明", "組立1 主盤", "", ""),
    "■ 組立ライン2",
    ("ASM-201", "組立2 主PLC", "三菱電機", "MELSEC iQ-R", "不明", "不明", "組立2 主盤", "10.34.0.11", "図面はiQ-Rとだけ"),
    ("ASM-202", "組立2 ねじ締め", "三菱電機", "MELSEC iQ-F", "FX5U-32MT/ES", "1.050", "組立2", "10.34.0.12", ""),
    ("ASM-203", "組立2 搬送", "ｷｰｴﾝｽ", "KV-8000", "KV-8000", "", "組立2", "10.34.0.13", ""),
    ("ASM-204", "旧型プレス", "三菱電機", "MELSEC-F", "FX3U-48MT/ES", 3.3, "組立2", "", "LAN接続なし"),
    ("ASM-205", "組立2 操作盤", "三菱電機", "GOT2000", "GT2508-VTBA", "", "組立2", "10.34.0.21", ""),
    ("ASM-206", "ロボットC 制御装置", "ファナック", "R-30iA", "R-30iA", "不明", "組立2", "10.34.0.31", ""),
    ("ASM-207", "ロボットD 制御装置", "安川電機", "YRC1000", "YRC1000", "YAS4.12.01A-00", "組立2", "10.34.0.32", ""),
    "■ 検査室",
    ("INS-001", "検査 搬送PLC", "三菱電機", "MELSEC iQ-F", "FX5U-64MT/ES", "1.240", "検査室", "10.35.0.11", ""),
    ("INS-002", "検査 測定PLC", "オムロン", "NJシリーズ", "NJ501-1300", 1.46, "検査室", "10.35.0.12", ""),
    ("INS-003", "検査 仕分けPLC", "ｵﾑﾛﾝ", "NX1シリーズ", "NX1P2-9024DT", "1.50", "検査室", "10.35.0.13", ""),
    ("INS-003", "検査 仕分けPLC（予備）", "オムロン", "NX1シリーズ", "NX1P2-9024DT", "不明", "予備品棚", "", "番号が重複"),
    ("INS-005", "測定 操作盤", "オムロン", "NAシリーズ", "NA5-9W001B", 1.15, "検査室", "10.35.0.22", ""),
    ("INS-006", "シリアル変換器（測定器）", "Moxa", "NPort", "NPort 5110", "2.9", "検査室", "10.35.0.51", ""),
    "■ 自動倉庫（ほたる沢物流システムの管理）",
    ("WH-001", "クレーン1 PLC", "シーメンス", "SIMATIC S7-1500", "6ES7515-2AM01-0AB0", "V2.8.3", "クレーン1", "10.41.0.11", ""),
    ("WH-002", "コンベヤーPLC", "SIEMENS", "SIMATIC S7-1200", "6ES7214-1AG40-0XB0", "V4.5.1", "入庫口", "10.41.0.12", ""),
    ("WH-003", "倉庫スイッチ1", "Siemens", "SCALANCE XC-200", "6GK5208-0BA00-2AC2", "V4.3", "制御盤室", "10.40.0.2", ""),
    ("WH-004", "倉庫スイッチ2", "シーメンス", "SCALANCE XB-200", "6GK5208-0BA00-2AB2", "不明", "クレーン1", "10.40.0.3", ""),
    ("", "遠隔保守ルータ", "不明", "", "", "", "制御盤室", "10.40.0.1", "業者の持ち物"),
    "■ 動力・ユーティリティ",
    ("UTL-001", "窒素供給", "横河", "STARDOM FCN", "NFCP501", "R4.20", "動力棟", "10.50.0.11", "CPU単独"),
    ("UTL-002", "受変電PLC", "シュナイダー", "Modicon M580", "BMEP582040", "3.20", "受電室", "10.50.0.21", ""),
    ("UTL-003", "ボイラーPLC", "三菱電機", "MELSEC iQ-R", "R08PCPU", "29", "ボイラー室", "10.50.0.23", ""),
    ("UTL-004", "無停電電源 管理カード", "Schneider Electric", "Smart-UPS Network Management Card 2 (NMC2)", "AP9631", "6.8.2", "制御室", "10.50.0.41", "APC製"),
    "■ その他",
    ("CAM-001", "正門カメラ", "ハイクビジョン", "", "DS-2CD2142FWD-I", "V5.4.1 build 160525", "正門", "10.60.0.11", ""),
    ("CAM-002", "搬入口カメラ", "Hikvision", "", "DS-2CD2142FWD-I", "V5.4.5 build 170124", "搬入口", "10.60.0.12", ""),
]
FOOTER = ["", "※ 空欄・不明は次回の棚卸しで確認する。", "※ PC・サーバは情報システム部の台帳を参照。"]


def table():
    """Yields every line below the title: lists for rows, a text for a group line."""
    number = 0
    for row in ROWS:
        if isinstance(row, str):
            yield row
        else:
            number += 1
            yield [number, *row]


def workbook():
    book = xlsxwriter.Workbook(str(OUT / "devices.xlsx"))
    book.set_properties({"title": TITLE[0], "created": datetime.datetime(2026, 10, 30)})
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#DDDDDD"})
    group, cell = book.add_format({"bold": True, "border": 1}), book.add_format({"border": 1})
    sheet = book.add_worksheet("機器一覧")
    for line, text in enumerate(TITLE):
        sheet.write(line, 0, text, bold if line == 0 else None)
    line = len(TITLE)
    sheet.write_row(line, 0, HEADER, head)
    for row in table():
        line += 1
        if isinstance(row, str):
            sheet.merge_range(line, 0, line, len(HEADER) - 1, row, group)
        else:
            sheet.write_row(line, 0, row, cell)
    for text in FOOTER:
        line += 1
        sheet.write(line, 0, text)
    sheet.set_column(1, 9, 18)
    sheet.freeze_panes(len(TITLE) + 1, 0)
    memo = book.add_worksheet("メモ")
    memo.write_column(0, 0, ["棚卸しの手順", "1. 盤を開けて銘板を見る", "2. 表示器でファームウェアの版を見る"])
    book.close()


def separated():
    with (OUT / "devices.csv").open("w", encoding="cp932", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows([text] for text in TITLE)
        writer.writerow(HEADER)
        writer.writerows([row] if isinstance(row, str) else row for row in table())
        writer.writerows([text] for text in FOOTER)


if __name__ == "__main__":
    workbook()
    separated()
