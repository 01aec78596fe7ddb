// An article is written in the editor with the keys alone, Word's HTML and a picture are pasted into it, it is saved, published and
// read with its structure; the plain field works without a script. axe finds nothing on the page, on a phone nothing sticks out.
import assert from "node:assert/strict";

import { faults } from "../axe.mjs";
import { overflow, signIn, told } from "../steps.mjs";

export const title = "an article is written in the editor, saved, published and read; without a script too";

const TITLE = "全县春耕备耕现场会在禾丰镇召开";

/** A piece of a document as Word puts it on the clipboard. */
const WORD = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- @font-face {font-family:仿宋;} p.MsoNormal {mso-style-parent:""; text-indent:21.0pt; font-family:仿宋;} @page Section1 {mso-page-orientation:portrait;} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h2 style='mso-style-next:正文'><b><span style='font-family:黑体'>二、工作要求</span></b><span lang=EN-US><o:p></o:p></span></h2>
<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0;line-height:150%'><span style='font-size:16.0pt;font-family:仿宋;mso-hansi-font-family:"Times New Roman"'>各乡镇要抓好<b style='mso-bidi-font-weight:normal'>墒情监测</b>，</span><span lang=EN-US style='font-size:16.0pt'>3</span><span style='font-size:16.0pt'>月底前完成。</span><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='mso-fareast-font-family:Wingdings'><span style='mso-list:Ignore'>Ø<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]><span>备足种子化肥</span><o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>Ø<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]><span>检修农机具</span><o:p></o:p></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal align=right style='text-align:right'><span style='font-family:仿宋'>青禾县人民政府办公室</span><span lang=EN-US><o:p></o:p></span></p>
<!--EndFragment--></body></html>`;

/** A picture of one point. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

async function arrive(page, path) {
  await page.goto(path);
  await page.locator(".ed-text").waitFor();
}

/** Pastes as a browser tells of it: with HTML, with files, or both. */
function paste(page, { html = "", plain = "", png = "" }) {
  return page.evaluate(({ html, plain, png }) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (plain) data.setData("text/plain", plain);
    if (png) data.items.add(new File([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], "会场.png", { type: "image/png" }));
    document.querySelector(".ed-text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, { html, plain, png });
}

/** Goes to the bar by Alt+F10 and by arrows to a tool, which is pressed. */
async function tool(page, key) {
  await page.keyboard.press("Alt+F10");
  assert.ok(await page.evaluate(() => document.activeElement.closest('[role="toolbar"]') !== null), "Alt+F10 goes to the tools");
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), `[data-tool="${key}"]`)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("ArrowRight");
  }
  throw new Error(`the arrows do not come to ${key}`);
}

/** Whether that has the focus, now or within a moment: the editor gives it back with the next frame. */
const focused = (page, names) =>
  page.waitForFunction((wanted) => document.activeElement.matches(wanted), names, { timeout: 2_000 }).then(() => true, () => false);

/** Text, heading, list, table and link, all by keys. */
async function writes(page) {
  await page.locator('label[for="f-title"]').click();
  await page.keyboard.type(TITLE);
  const columns = page.locator("#f-column option");
  const label = (await columns.allInnerTexts()).find((one) => /要闻|动态/.test(one));
  await page.locator("#f-column").selectOption({ label });
  await page.locator(".ed-text").focus();
  await page.keyboard.press("Alt+F10");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.ok(await focused(page, "select.ed-style"), "the choice of style is the third tool");
  await page.keyboard.press("ArrowDown");
  assert.ok(await focused(page, ".ed-text"), "after the choice one goes on writing");
  await page.keyboard.type("一、会议情况");
  await page.keyboard.press("Enter");
  await page.keyboard.type("　　会议研究");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("布署");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("春耕备耕工作，详见");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await page.getByText("网址须以 http://、https:// 或 / 开头。").waitFor();
  await page.getByRole("dialog").getByLabel("网址").fill("www.gov.cn/zhengce/");
  await page.getByRole("dialog").getByLabel("显示的文字").fill("中国政府网");
  await page.keyboard.press("Enter");
  await page.keyboard.type("。");
  await page.keyboard.press("Enter");
  await tool(page, "bullets");
  await page.keyboard.type("查看苗情");
  await page.keyboard.press("Enter");
  await page.keyboard.type("调度农资");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await tool(page, "table");
  await page.getByRole("dialog").getByLabel("行数").fill("2");
  await page.getByRole("dialog").getByLabel("列数").fill("2");
  await page.getByRole("dialog").getByLabel("表题").fill("播种进度");
  await page.keyboard.press("Enter");
  assert.ok(await focused(page, ".ed-text"), "after the table one goes on in its first cell");
  for (const cell of ["乡镇", "面积（亩）", "禾丰镇", "12000"]) {
    await page.keyboard.type(cell);
    if (cell !== "12000") await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Alt+F10");
  await page.keyboard.press("Escape");
  assert.ok(await focused(page, ".ed-text"), "Esc in the tools goes back to the text");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.ok(!(await page.evaluate(() => document.activeElement.closest(".ed-page") !== null)), "Esc and Tab leave the text");
}

/** What stands in the field that is sent. */
const field = (page) => page.locator('textarea[name="body"]').inputValue();

async function pastes(page) {
  await page.locator(".ed-text").focus();
  await page.keyboard.press("Control+End");
  await paste(page, { html: WORD, plain: "二、工作要求" });
  await page.locator(".ed-says", { hasText: "格式已整理" }).waitFor();
  const html = await page.locator(".ed-text").innerHTML();
  assert.doesNotMatch(html, /mso|o:p|仿宋|style=/i, "nothing of Word is left");
  await paste(page, { html: "<p>x</p>" + "<span>长</span>".repeat(3_200_000), plain: "长" });
  await page.locator(".ed-says.bad", { hasText: /粘贴的内容太大（\d+(\.\d)? MB），最多 16 MB/ }).waitFor();
}

async function saves(page) {
  await page.locator(".ed-text").focus();
  await page.keyboard.press("Control+s");
  await told(page, "稿件已保存。");
  await page.locator(".ed-text").waitFor();
}

async function illustrates(page) {
  await page.locator(".ed-text").focus();
  await page.keyboard.press("Control+End");
  await paste(page, { png: PNG });
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("图片说明").fill("现场会会场，干部群众在地头观摩");
  await dialog.getByRole("button", { name: "确定" }).click();
  await page.locator(".ed-text figure img").waitFor();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+h");
  const bar = page.getByRole("search", { name: "在正文中查找和替换" });
  await bar.getByLabel("查找", { exact: true }).fill("布署");
  await bar.getByText("第 1 处，共 1 处").waitFor();
  await bar.getByLabel("替换为", { exact: true }).fill("部署");
  await bar.getByRole("button", { name: "全部替换" }).click();
  await bar.getByText("已替换 1 处").waitFor();
  await page.keyboard.press("Escape");
}

async function reads(page, path) {
  await page.goto(path);
  const body = page.locator(".article .prose");
  assert.deepEqual(await body.locator("h2").allInnerTexts(), ["一、会议情况", "二、工作要求"]);
  assert.equal(await body.locator("strong").first().innerText(), "部署", "found and replaced, still bold");
  assert.equal(await body.locator("p").first().innerText(), "会议研究部署春耕备耕工作，详见中国政府网。", "blanks that indent are not kept");
  assert.deepEqual(await body.locator("li").allInnerTexts(), ["查看苗情", "调度农资", "备足种子化肥", "检修农机具"]);
  assert.equal(await body.getByRole("link", { name: "中国政府网" }).getAttribute("href"), "https://www.gov.cn/zhengce/");
  assert.equal(await body.locator("table caption").innerText(), "播种进度");
  assert.deepEqual(await body.locator('table thead th[scope="col"]').allInnerTexts(), ["乡镇", "面积（亩）"]);
  assert.deepEqual(await body.locator("table tbody td").allInnerTexts(), ["禾丰镇", "12000"]);
  assert.equal(await body.locator(".align-right").innerText(), "青禾县人民政府办公室");
  const picture = body.getByRole("img", { name: "现场会会场，干部群众在地头观摩" });
  assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth === 1), "the picture is there");
}

async function withoutScript(people, account, path) {
  const page = await people.comes("without-script", { javaScriptEnabled: false });
  await signIn(page, account);
  await page.goto(path);
  const area = page.locator('textarea[name="body"]');
  assert.ok(await area.isVisible(), "the plain field is there");
  await area.fill("第一段没有格式\n第二段也没有");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await told(page, "稿件已保存。");
  assert.equal((await area.inputValue()).trim(), "<p>第一段没有格式</p>\n<p>第二段也没有</p>");
}

export async function travel({ people, county }) {
  const editor = await people.comes("editor");
  await signIn(editor, county.account("bianji"));
  await arrive(editor, "/work/content/new");
  await writes(editor);
  await paste(editor, { png: PNG });
  await editor.locator(".ed-says", { hasText: "稿件还没有保存过" }).waitFor();
  await editor.locator("#f-images").setInputFiles([]);
  await pastes(editor);
  assert.match(await field(editor), /<h2>二、工作要求<\/h2>/, "the field follows the text");
  await saves(editor);
  const path = new URL(editor.url()).pathname;
  await illustrates(editor);
  await saves(editor);

  // What was typed and not saved is there after an accident.
  await editor.locator(".ed-text").focus();
  await editor.keyboard.press("Control+End");
  await editor.keyboard.type("还没有保存的话");
  await editor.waitForFunction((words) => Object.values(localStorage).some((kept) => kept.includes(words)), "还没有保存的话");
  await arrive(editor, path);
  await editor.locator(".ed-text", { hasText: "还没有保存的话" }).waitFor();
  await editor.getByRole("button", { name: "清空重填" }).click();
  await editor.locator(".ed-text", { hasText: "还没有保存的话" }).waitFor({ state: "detached" });

  const found = [];
  for (const mode of ["normal", "elder"]) {
    await editor.goto(`/mode?set=${mode}&back=/`);
    await arrive(editor, path);
    await editor.locator(".ed-text table").click();
    await editor.keyboard.press("Control+f");
    found.push(...(await faults(editor, mode)));
  }
  await editor.goto("/mode?set=normal&back=/");
  await editor.setViewportSize({ width: 390, height: 844 });
  await arrive(editor, path);
  assert.deepEqual(await overflow(editor), []);
  await editor.getByRole("button", { name: "更多工具" }).click();
  await editor.getByRole("button", { name: "居中" }).waitFor();
  assert.deepEqual(await overflow(editor), []);
  await editor.setViewportSize({ width: 1366, height: 900 });

  await arrive(editor, path);
  await editor.getByRole("link", { name: "强制发布" }).click();
  await editor.getByRole("heading", { name: /^发布前检查/ }).waitFor();
  await editor.getByLabel("理由").fill("抢抓农时，先行发布");
  await editor.getByRole("button", { name: "强制发布" }).click();
  await editor.getByRole("link", { name: "公开页面" }).waitFor();
  await reads(await people.comes("reader"), path.replace("/work/content", "/a"));
  await withoutScript(people, county.account("bianji"), path);
  assert.deepEqual(found, []);
}
