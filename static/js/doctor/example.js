/** Knows the example of the doctor's page: Mazur's 2-2-2 network, with the slope forgotten in the hidden layer. */
export const EXAMPLE = `{
  "activations": ["sigmoid", "sigmoid"],
  "cost": "half_quadratic",
  "learning_rate": 0.5,
  "W1": [[0.15, 0.2], [0.25, 0.3]], "b1": [0.35, 0.35],
  "W2": [[0.4, 0.45], [0.5, 0.55]], "b2": [0.6, 0.6],
  "x": [0.05, 0.1],
  "y": [0.01, 0.99],
  "dW1": [[0.00181751532, 0.003635030639], [0.002068516132, 0.004137032265]],
  "db1": [0.036350306393, 0.041370322649],
  "dW2": [[0.082167040564, 0.082667627848], [-0.022602540477, -0.022740242216]],
  "db2": [0.138498561629, -0.038098236517]
}`;
