import json, urllib.request
from math import exp

w, b, x, y = [0.5, -0.25], 0.1, [1.0, 2.0], 0.0  # your neuron and your sample
z = sum(wk * xk for wk, xk in zip(w, x)) + b
a = 1 / (1 + exp(-z))
delta = 2 * (y - a) * a * (1 - a)                # your backward pass (this line has a bug)

gradients = {"weights": [[[delta * xk for xk in x]]], "biases": [[delta]]}
network = {"activations": ["sigmoid"], "weights": [[w]], "biases": [[b]]}
body = {"network": network, "cost": "quadratic", "input": x, "target": [y], "gradients": gradients}
url, headers = "SERVER/api/v1/gradient-checks", {"Content-Type": "application/json"}
answer = urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers))
print(json.load(answer)["summary"])
