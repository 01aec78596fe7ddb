//! Small files for tests: whole pictures, a photo that breaks off, documents under a password.

/// A picture of one point, whole.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
/// A photo: a frame of one point, its pixels, its end.
pub const PHOTO: &[u8] =
    b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\x34\xff\0\x56\xff\xd9";

/// The photo that breaks off before its end.
pub fn torn() -> &'static [u8] {
    PHOTO.strip_suffix(b"\xff\xd9").unwrap_or(PHOTO)
}

/// What stands for the password 1234 (ISO 32000-1, 7.6.3, revision 2).
pub const OF_1234: &str = "41e85da1b8323dae56994fa95ab872fb70017d68d1df98fdf591454f5a23899b";
/// What stands for none.
pub const OF_NOBODY: &str = "d0f1e1bfc151cda2dddd0a3ee25d3b59bfa8cf0b91b6e82c442e24a84a165cc3";

/// A document that opens with a password alone; with that of nobody it only forbids printing.
pub fn under_a_password(of: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n\
         1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n\
         4 0 obj<</Filter/Standard/V 1/R 2/P -44/O<4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60>/U<{of}>>> endobj\n\
         xref\n\
         0 5\n\
         0000000000 65535 f \n\
         0000000009 00000 n \n\
         0000000053 00000 n \n\
         0000000103 00000 n \n\
         0000000163 00000 n \n\
         trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<30313233343536373839616263646566><30313233343536373839616263646566>]>>\n\
         startxref\n\
         348\n\
         %%EOF"
    )
    .into_bytes()
}
