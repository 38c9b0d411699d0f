import json, urllib.request
import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))  # your network
x, y = torch.rand(4, 2), torch.rand(4, 2)                            # your samples
cost = ((model(x) - y) ** 2).sum(1).mean()
cost.backward()
cost = ((model(x) - y) ** 2).sum(1).mean()
cost.backward()                                                      # (a bug: nothing zeroed the gradients)

layers = [part for part in model if isinstance(part, nn.Linear)]
body = {"network": {"activations": ["tanh", "identity"], "weights": [p.weight.tolist() for p in layers],
                    "biases": [p.bias.tolist() for p in layers]},
        "cost": "quadratic", "input": x.tolist(), "target": y.tolist(),
        "gradients": {"weights": [p.weight.grad.tolist() for p in layers], "biases": [p.bias.grad.tolist() for p in layers]}}
request = urllib.request.Request("SERVER/api/v1/gradient-checks", json.dumps(body).encode(), {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["summary"])
