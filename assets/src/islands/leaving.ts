// Asks before a link leads away from the county's sites. Hosts below the same domain belong to the group.
const GROUP = location.hostname.replace(/^www\./, "");

export function askBeforeLeaving(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!link || "asked" in link.dataset || event.defaultPrevented || !/^https?:$/.test(link.protocol) || ours(link.hostname)) return;
    const question = `您将离开本网站，前往 ${link.host}。该网站的内容由其主办单位负责。是否继续？`;
    if (!window.confirm(question)) event.preventDefault();
  });
}

function ours(host: string): boolean {
  return host === location.hostname || host === GROUP || host.endsWith(`.${GROUP}`);
}
