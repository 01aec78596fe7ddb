//! A small net that weighs the evidence for a correction: two hidden layers, one answer between 0 and 1.

/// What is known about a correction; see [`super::evidence`].
pub const INPUTS: usize = super::evidence::EVIDENCE;
/// Width of the hidden layers.
pub const WIDTHS: [usize; 2] = [32, 16];

/// The weights.
#[derive(Debug, Clone)]
pub struct Net {
    /// For each layer a matrix, row by row, and an offset for each row.
    pub layers: Vec<Layer>,
}

/// One layer.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Number of inputs.
    pub inputs: usize,
    /// A row of `inputs` weights for each output.
    pub weights: Vec<f32>,
    /// What is added to each output.
    pub offsets: Vec<f32>,
}

impl Layer {
    /// The outputs before they are bent.
    pub fn apply(&self, x: &[f32]) -> Vec<f32> {
        let rows = self.weights.chunks_exact(self.inputs).zip(&self.offsets);
        rows.map(|(row, offset)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f32>() + offset).collect()
    }
}

/// Bends the sum of a hidden unit.
pub fn bend(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.05 * x }
}

impl Net {
    /// The sizes of the layers: inputs and outputs.
    pub fn sizes() -> [(usize, usize); 3] {
        [(INPUTS, WIDTHS[0]), (WIDTHS[0], WIDTHS[1]), (WIDTHS[1], 1)]
    }

    /// How likely the correction is right, between 0 and 1.
    pub fn judge(&self, evidence: &[f32; INPUTS]) -> f32 {
        let mut x = evidence.to_vec();
        for (i, layer) in self.layers.iter().enumerate() {
            x = layer.apply(&x);
            if i + 1 < self.layers.len() {
                x.iter_mut().for_each(|v| *v = bend(*v));
            }
        }
        1.0 / (1.0 + (-x.first().copied().unwrap_or(f32::NEG_INFINITY)).exp())
    }

    /// The weights as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.layers.iter().flat_map(|l| l.weights.iter().chain(&l.offsets)).flat_map(|w| w.to_le_bytes()).collect()
    }

    /// Reads what [`Self::to_bytes`] wrote; nothing if the length does not fit.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let wanted: usize = Self::sizes().iter().map(|(i, o)| (i + 1) * o * 4).sum();
        if bytes.len() != wanted {
            return None;
        }
        let mut numbers = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let mut layer = |(inputs, outputs): (usize, usize)| Layer {
            inputs,
            weights: numbers.by_ref().take(inputs * outputs).collect(),
            offsets: numbers.by_ref().take(outputs).collect(),
        };
        Some(Self { layers: Self::sizes().into_iter().map(&mut layer).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_net_survives_being_written_and_a_torn_one_is_refused() {
        let mut at = 0.0f32;
        let mut next = || {
            at += 0.37;
            at.sin() / 4.0
        };
        let layers = Net::sizes()
            .into_iter()
            .map(|(inputs, outputs)| Layer {
                inputs,
                weights: (0..inputs * outputs).map(|_| next()).collect(),
                offsets: (0..outputs).map(|_| next()).collect(),
            })
            .collect();
        let net = Net { layers };
        let bytes = net.to_bytes();
        let again = Net::from_bytes(&bytes).expect("its own bytes");
        let evidence = [0.5; INPUTS];
        assert!((0.0..=1.0).contains(&net.judge(&evidence)));
        assert_eq!(net.judge(&evidence).to_bits(), again.judge(&evidence).to_bits());
        assert!(Net::from_bytes(&bytes[1..]).is_none());
    }
}
