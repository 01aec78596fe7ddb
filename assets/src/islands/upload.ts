// Shows progress while a form with files is sent. The whole form goes in one request, exactly as the browser would send it;
// the page that comes back (answer or errors) replaces this one. Without files, or without this script, the form posts plainly.
import { setBusy } from "./once";
import { reloadOnBack, showPage } from "./page";

export function showUpload(): void {
  reloadOnBack();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches("form[data-upload]") || form.dataset.sent || !hasFiles(form)) return;
    event.preventDefault();
    send(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
}

function hasFiles(form: HTMLFormElement): boolean {
  return Array.from(form.querySelectorAll<HTMLInputElement>("input[type=file]")).some((input) => (input.files?.length ?? 0) > 0);
}

function send(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  const bar = progress(form);
  const request = new XMLHttpRequest();
  form.dataset.sent = "1";
  setBusy(form, true);
  request.upload.onprogress = (step) => {
    if (step.lengthComputable) bar.step(step.loaded / step.total);
  };
  request.onload = () => showPage(request.responseText, request.responseURL || location.href);
  request.onerror = () => {
    delete form.dataset.sent;
    setBusy(form, false);
    bar.fail();
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(body);
}

function progress(form: HTMLFormElement): { step(part: number): void; fail(): void } {
  form.querySelector(".upload")?.remove();
  const box = document.createElement("div");
  box.className = "upload";
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  words.textContent = "正在上传…";
  box.append(words, bar);
  form.append(box);
  return {
    step(part) {
      bar.value = part;
      words.textContent = part < 1 ? `正在上传 ${Math.floor(part * 100)}%` : "已传完，正在保存…";
    },
    fail() {
      words.textContent = "网络中断，文件没有传完。填写的内容还在，请再点一次提交。";
      bar.remove();
    },
  };
}
