//! What was left out of a piece of HTML, by kind.

/// A kind of thing that an article may not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// Scripts, event attributes and addresses that run something.
    Script,
    /// Frames, plug-ins and other embedded pages.
    Frame,
    /// Form fields and buttons.
    Form,
    /// Video and sound; they have blocks of their own.
    Media,
    /// Drawings and formulas (svg, math).
    Drawing,
    /// Pictures on another server.
    OutsideImage,
    /// Pictures that stand inside the text (data:) or on the editor's disk (file:): they must be uploaded.
    LocalImage,
    /// Links with an address that cannot be followed from a public page.
    Link,
    /// Text that is not shown.
    Hidden,
    /// Text that was deleted in a tracked revision.
    Revision,
    /// Word's comments.
    Remark,
}

impl Left {
    /// What to tell the editor about `count` of them.
    pub fn sentence(self, count: usize) -> String {
        match self {
            Self::Script => format!("有 {count} 处脚本没有带过来：网页正文中不允许脚本。"),
            Self::Frame => format!("有 {count} 处嵌入的网页或插件没有带过来，请改用链接。"),
            Self::Form => format!("有 {count} 个表单控件没有带过来：征集意见请用“征集调查”。"),
            Self::Media => format!("有 {count} 个音视频没有带过来，请用“插入视频”上传。"),
            Self::Drawing => {
                format!("有 {count} 个图形或公式没有带过来，请截成图片后用“插入图片”上传，并写好替代文字。")
            }
            Self::OutsideImage => {
                format!("有 {count} 张图片在别的网站上，没有带过来，请存下来后用“插入图片”上传。")
            }
            Self::LocalImage => format!("有 {count} 张图片没有带过来，请用“插入图片”上传。"),
            Self::Link => format!("有 {count} 个链接的地址不能从公开网页打开，只保留了文字，请重新设置链接。"),
            Self::Hidden => format!("原文有 {count} 处隐藏文字，没有带过来，请核对原文。"),
            Self::Revision => format!("原文有 {count} 处修订中已删除的文字，没有带过来，请先在原文中接受或拒绝修订。"),
            Self::Remark => format!("原文有 {count} 处批注，没有带过来。"),
        }
    }
}
