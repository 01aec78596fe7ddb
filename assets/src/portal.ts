// Portal: small helps over pages that work without them.
import { askFirst } from "./islands/confirm";
import { copyText } from "./islands/copy";
import { countText } from "./islands/counter";
import { keepDrafts } from "./islands/draft";
import { listFiles } from "./islands/files";
import { focusProblems } from "./islands/focus";
import { guardDoubleSubmit } from "./islands/once";
import { closePops } from "./islands/pop";
import { printPage } from "./islands/print";
import { suggestWords } from "./islands/suggest";
import { switchTextSize } from "./islands/textsize";
import { showUpload } from "./islands/upload";

document.documentElement.classList.add("js");
askFirst();
keepDrafts();
showUpload();
guardDoubleSubmit();
countText();
listFiles();
closePops();
copyText();
printPage();
switchTextSize();
focusProblems();
suggestWords();
