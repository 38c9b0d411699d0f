import json, urllib.request
import numpy as np

W1, b1 = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([0.35, 0.35])  # your network
W2, b2 = np.array([[0.4, 0.45], [0.5, 0.55]]), np.array([0.6, 0.6])
x, y = np.array([0.05, 0.1]), np.array([0.01, 0.99])                   # your sample
a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
delta2 = 2 * (a2 - y) * a2 * (1 - a2)                                  # your backward pass
delta1 = W2.T @ delta2                                                 # (this line has a bug)

lists = lambda *arrays: [array.tolist() for array in arrays]
gradients = {"weights": lists(np.outer(delta1, x), np.outer(delta2, a1)), "biases": lists(delta1, delta2)}
network = {"activations": ["sigmoid", "sigmoid"], "weights": lists(W1, W2), "biases": lists(b1, b2)}
body = {"network": network, "cost": "quadratic", "input": x.tolist(), "target": y.tolist(), "gradients": gradients}
url, headers = "SERVER/api/v1/gradient-checks", {"Content-Type": "application/json"}
answer = urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers))
print(json.load(answer)["summary"])
