#!/usr/bin/env python3
"""Writes sample/questionnaire.xlsx: a made-up customer's questionnaire with two header rows, merged cells, a hidden
column, a hidden row, a hidden sheet, a drop-down, a formula and formats. Run in the folder of the sample."""

import zipfile
from xml.sax.saxutils import escape

ROWS = [  # number, question, row hidden
    ("Ⅰ 体制とルール", None, False),
    ("1-1", "情報セキュリティの方針を定めていますか。", False),
    ("1-2", "平時のセキュリティの連絡先リストがありますか。", False),
    ("1-3", "社員の入社時に守秘義務を説明していますか。", False),
    ("1-4", "（隠れた質問）再委託先の名前を記入してください。", True),
    ("Ⅱ 資産と対策", None, False),
    ("2-1", "社内のネットワーク機器を、メーカー・型式・保守する者とともに把握していますか。", False),
    ("2-2", "深刻な脆弱性の修正を、公開から 14 日以内に適用していますか。", False),
    ("2-3", "バックアップの対象・頻度・保管期間を決めていますか。", False),
    ("2-4", "貴社の創立年を記入してください。", False),
]
CHOICES = "実施している,一部実施している,実施していない,該当なし"


def text(at, words, style=0):
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def blank(at, style):
    return f'<c r="{at}" s="{style}"/>'


def main_sheet():
    rows = [
        '<row r="1" ht="26" customHeight="1">' + text("A1", "取引先セキュリティ調査票（2026 年度）", 3) + "</row>",
        '<row r="2">' + text("A2", "白帯精機株式会社 調達部　※ 黄色の欄にご記入ください", 0) + "</row>",
        '<row r="4">' + text("A4", "No.", 1) + text("B4", "確認事項", 1) + text("C4", "管理用", 1)
        + text("D4", "ご回答", 1) + blank("E4", 1) + blank("F4", 1) + "</row>",
        '<row r="5">' + blank("A5", 1) + blank("B5", 1) + text("C5", "旧設問", 1) + text("D5", "選択", 1)
        + text("E5", "具体的な内容", 1) + text("F5", "証跡", 1) + "</row>",
    ]
    merges = ["A1:F1", "A4:A5", "B4:B5", "D4:F4"]
    at = 6
    for number, question, hidden in ROWS:
        if question is None:
            cells = text(f"A{at}", number, 4) + "".join(blank(f"{c}{at}", 4) for c in "BCDEF")
            merges.append(f"A{at}:F{at}")
            rows.append(f'<row r="{at}">{cells}</row>')
        else:
            cells = text(f"A{at}", number, 5) + text(f"B{at}", question, 5) + text(f"C{at}", "2024 年度と同じ", 5)
            cells += "".join(blank(f"{c}{at}", 2) for c in "DEF")
            flag = ' hidden="1"' if hidden else ""
            rows.append(f'<row r="{at}"{flag}>{cells}</row>')
        at += 1
    last = at - 1
    rows.append(f'<row r="{at + 1}">' + text(f"B{at + 1}", "記入済みの数", 0)
                + f'<c r="D{at + 1}" s="0"><f>COUNTA(D7:D{last})</f><v>0</v></c></row>')
    cols = ('<cols><col min="1" max="1" width="8" customWidth="1"/><col min="2" max="2" width="52" customWidth="1"/>'
            '<col min="3" max="3" width="16" hidden="1" customWidth="1"/><col min="4" max="4" width="18" customWidth="1"/>'
            '<col min="5" max="5" width="40" customWidth="1"/><col min="6" max="6" width="24" customWidth="1"/></cols>')
    merged = f'<mergeCells count="{len(merges)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in merges) + "</mergeCells>"
    lists = (f'<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="D7:D{last}">'
             f'<formula1>"{CHOICES}"</formula1></dataValidation></dataValidations>')
    page = ('<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>')
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'{cols}<sheetData>{"".join(rows)}</sheetData>{merged}{lists}{page}</worksheet>')


def hidden_sheet():
    rows = '<row r="1">' + text("A1", "番号") + text("B1", "質問") + text("C1", "回答") + "</row>"
    rows += '<row r="2">' + text("A2", "9-1") + text("B2", "（隠れたシート）外国の子会社がありますか。") + "</row>"
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{rows}</sheetData></worksheet>")


def fill(rgb):
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{rgb}"/></patternFill></fill>'


SIDE = "".join(f'<{s} style="thin"><color auto="1"/></{s}>' for s in ("left", "right", "top", "bottom"))
WRAP = '<alignment vertical="top" wrapText="1"/>'
STYLES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
          '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
          '<fonts count="3"><font><sz val="10"/><name val="BIZ UDPGothic"/></font>'
          '<font><b/><sz val="10"/><name val="BIZ UDPGothic"/></font><font><b/><sz val="16"/><name val="BIZ UDPGothic"/></font></fonts>'
          '<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
          f'{fill("D9E1F2")}{fill("FFF9DB")}{fill("EDEDED")}</fills>'
          f'<borders count="2"><border/><border>{SIDE}<diagonal/></border></borders>'
          '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
          f'<xf fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{WRAP}</xf>'
          f'<xf fillId="3" borderId="1" applyFill="1" applyBorder="1" applyAlignment="1">{WRAP}</xf>'
          '<xf fontId="2" applyFont="1"/>'
          '<xf fontId="1" fillId="4" borderId="1" applyFont="1" applyFill="1" applyBorder="1"/>'
          f'<xf borderId="1" applyBorder="1" applyAlignment="1">{WRAP}</xf></cellXfs></styleSheet>')
TYPES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
         '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
         '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
         '<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
         '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>')
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS = (f'<Relationships xmlns="{P}"><Relationship Id="rId1" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
BOOK = (f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{R}"><sheets>'
        '<sheet name="調査票" sheetId="1" r:id="rId1"/><sheet name="追加" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>')
BOOK_RELS = (f'<Relationships xmlns="{P}"><Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
             f'<Relationship Id="rId2" Type="{R}/worksheet" Target="worksheets/sheet2.xml"/>'
             f'<Relationship Id="rId3" Type="{R}/styles" Target="styles.xml"/></Relationships>')

with zipfile.ZipFile("questionnaire.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
    for name, words in [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("xl/workbook.xml", BOOK),
                        ("xl/_rels/workbook.xml.rels", BOOK_RELS), ("xl/styles.xml", STYLES),
                        ("xl/worksheets/sheet1.xml", main_sheet()), ("xl/worksheets/sheet2.xml", hidden_sheet())]:
        entry = zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        book.writestr(entry, words)
