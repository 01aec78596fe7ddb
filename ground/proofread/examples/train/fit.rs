//! Fits the net to the lessons: logistic loss, Adam, small batches.

use proofread::model::evidence::EVIDENCE;
use proofread::model::net::{Layer, Net, bend};

use crate::mistakes::{Dice, Lesson};

const BATCH: usize = 64;

/// The numbers of one layer that Adam remembers.
struct Memory {
    mean: Vec<f32>,
    square: Vec<f32>,
}

/// Fits a net.
pub fn fit(lessons: &[Lesson], rounds: usize, dice: &mut Dice) -> Net {
    let mut net = Net {
        layers: Net::sizes()
            .into_iter()
            .map(|(inputs, outputs)| {
                let reach = (2.0 / inputs as f32).sqrt() * 1.7;
                Layer {
                    inputs,
                    weights: (0..inputs * outputs).map(|_| (dice.share() - 0.5) * reach).collect(),
                    offsets: vec![0.0; outputs],
                }
            })
            .collect(),
    };
    let mut memory: Vec<Memory> = net
        .layers
        .iter()
        .map(|l| l.weights.len() + l.offsets.len())
        .map(|n| Memory { mean: vec![0.0; n], square: vec![0.0; n] })
        .collect();
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let (mut step, all) = (0, rounds * lessons.len().div_ceil(BATCH));
    for round in 0..rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
        let mut loss = 0.0;
        for batch in order.chunks(BATCH) {
            step += 1;
            let mut slopes: Vec<Vec<f32>> = memory.iter().map(|m| vec![0.0; m.mean.len()]).collect();
            for i in batch {
                loss += learn(&net, &lessons[*i], &mut slopes);
            }
            let pace = 0.003 * (1.0 - 0.97 * step as f32 / all as f32);
            for ((layer, slopes), memory) in net.layers.iter_mut().zip(&slopes).zip(&mut memory) {
                adam(layer, slopes, memory, pace, step, batch.len());
            }
        }
        println!("round {round}: loss {:.4}", loss / lessons.len() as f32);
    }
    net
}

/// Adds the slopes of one lesson and gives its loss.
fn learn(net: &Net, lesson: &Lesson, slopes: &mut [Vec<f32>]) -> f32 {
    let mut inputs: Vec<Vec<f32>> = vec![lesson.evidence[..EVIDENCE].to_vec()];
    let mut sums: Vec<Vec<f32>> = Vec::new();
    for (i, layer) in net.layers.iter().enumerate() {
        let sum = layer.apply(&inputs[i]);
        inputs.push(sum.iter().map(|v| bend(*v)).collect());
        sums.push(sum);
    }
    let last = sums[sums.len() - 1][0];
    let likely = 1.0 / (1.0 + (-last).exp());
    let wanted = if lesson.right { 1.0 } else { 0.0 };
    let mut error = vec![likely - wanted];
    for i in (0..net.layers.len()).rev() {
        let layer = &net.layers[i];
        if i + 1 < net.layers.len() {
            error.iter_mut().zip(&sums[i]).for_each(|(e, s)| *e *= if *s > 0.0 { 1.0 } else { 0.05 });
        }
        let (weights, offsets) = slopes[i].split_at_mut(layer.weights.len());
        let mut before = vec![0.0; layer.inputs];
        for (o, e) in error.iter().enumerate() {
            offsets[o] += e;
            let row = o * layer.inputs..(o + 1) * layer.inputs;
            for (((w, x), b), weight) in
                weights[row.clone()].iter_mut().zip(&inputs[i]).zip(&mut before).zip(&layer.weights[row])
            {
                *w += e * x;
                *b += e * weight;
            }
        }
        error = before;
    }
    -(if lesson.right { likely } else { 1.0 - likely }).max(1e-7).ln()
}

fn adam(layer: &mut Layer, slopes: &[f32], memory: &mut Memory, pace: f32, step: i32, size: usize) {
    let all = layer.weights.iter_mut().chain(layer.offsets.iter_mut());
    let (first, second) = (1.0 - 0.9f32.powi(step), 1.0 - 0.999f32.powi(step));
    for (((w, s), mean), square) in all.zip(slopes).zip(&mut memory.mean).zip(&mut memory.square) {
        let slope = s / size as f32 + 1e-5 * *w;
        *mean = 0.9 * *mean + 0.1 * slope;
        *square = 0.999 * *square + 0.001 * slope * slope;
        *w -= pace * (*mean / first) / ((*square / second).sqrt() + 1e-8);
    }
}
