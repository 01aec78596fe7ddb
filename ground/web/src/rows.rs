//! Blocks of a page side by side, in rows of twelve parts.

/// Puts blocks of these widths (twelfths of a row) side by side as long as they fit; the last of a row takes what is left, so
/// that no row has a hole. Gives the widths in each row; together they are as many as were given.
pub fn side_by_side(widths: &[u8]) -> Vec<Vec<u8>> {
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for width in widths.iter().map(|width| (*width).clamp(1, 12)) {
        match rows.last_mut() {
            Some(row) if row.iter().sum::<u8>() + width <= 12 => row.push(width),
            _ => rows.push(vec![width]),
        }
    }
    for row in &mut rows {
        let left = 12 - row.iter().sum::<u8>();
        if let Some(last) = row.last_mut() {
            *last += left;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_no_hole_when_a_neighbour_is_left_out() {
        assert_eq!(side_by_side(&[12, 6, 6, 12]), [vec![12], vec![6, 6], vec![12]]);
        assert_eq!(side_by_side(&[8, 4]), [vec![8, 4]]);
        assert_eq!(side_by_side(&[6, 12]), [vec![12], vec![12]]);
        assert_eq!(side_by_side(&[4, 4]), [vec![4, 8]]);
        assert!(side_by_side(&[]).is_empty());
    }
}
