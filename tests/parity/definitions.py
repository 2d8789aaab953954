"""Where PyTorch and the papers write different equations: each difference, measured.

A definition holds when PyTorch agrees to rounding with the equation that is said to be PyTorch's,
and with the other one exactly when the sentence says so.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from tests.parity.configurations import Floats

EXACT = 1e-12
CURVATURES = np.array([0.3, 1.0, 2.5])
START = np.array([1.0, -0.7, 0.4])
STEPS = 30
RATE = 0.05
RATES = [RATE * 0.93**t for t in range(STEPS)]
EQUAL_RATES = [RATE] * STEPS


class Definition(NamedTuple):
    """A sentence, and how far PyTorch is from what it says of PyTorch and from the other equation.

    The other equation is the paper's, or the one that is used here; None where there is none.
    """

    sentence: str
    pytorch: float
    other: float | None = None
    agrees: bool = False

    @property
    def holds(self) -> bool:
        """Whether the sentence is true."""
        if self.other is None:
            return self.pytorch <= EXACT
        return self.pytorch <= EXACT and (self.other <= EXACT) == self.agrees


def gradient(theta: Floats) -> Floats:
    """The slope of a bowl, ½ Σ c θ²."""
    slope: Floats = CURVATURES * theta
    return slope


def pytorch(
    kind: Callable[..., torch.optim.Optimizer], rates: Sequence[float], **settings: Any
) -> Floats:
    """The path of a PyTorch optimizer down the bowl, (steps + 1, parameters)."""
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = kind([theta], lr=rates[0], **settings)
    path = [START]
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        theta.grad = torch.tensor(gradient(theta.detach().numpy()))
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def written(rule: Callable[[int, Floats, Floats, dict[str, Floats]], Floats]) -> Floats:
    """The path of an equation: `rule(t, θ, g, memory)` returns the next θ."""
    path, memory = [START], {name: np.zeros_like(START) for name in ("v", "m", "old")}
    memory["old"] = START
    for t in range(STEPS):
        path.append(rule(t, path[-1], gradient(path[-1]), memory))
    return np.array(path)


def apart(one: Floats, other: Floats) -> float:
    """The largest difference."""
    return float(np.max(np.abs(one - other)))


def momentum() -> Iterator[Definition]:
    """Polyak's ball, and the ones that are called momentum."""
    beta = 0.9

    def velocity(rates: Sequence[float], dampening: float = 0.0) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            share = 1.0 if t == 0 else 1 - dampening
            memory["v"] = beta * memory["v"] + share * g
            return theta - rates[t] * memory["v"]

        return written(rule)

    def heavy_ball(rates: Sequence[float]) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            following = theta - rates[t] * g + beta * (theta - memory["old"])
            memory["old"] = theta
            return following

        return written(rule)

    def average(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
        memory["v"] = beta * memory["v"] + (1 - beta) * g
        return theta - RATES[t] * memory["v"]

    sgd = torch.optim.SGD
    for rates, agrees in ((EQUAL_RATES, True), (RATES, False)):
        path = pytorch(sgd, rates, momentum=beta)
        words = "is Polyak's heavy ball" if agrees else "is not Polyak's heavy ball"
        kind = "an equal" if agrees else "a falling"
        yield Definition(
            f"momentum: v ← βv + g, θ ← θ − ηv {words} θ − η∇L + β(θ − θ_old) at {kind} rate",
            apart(path, velocity(rates)),
            apart(path, heavy_ball(rates)),
            agrees,
        )
    path = pytorch(sgd, RATES, momentum=beta, dampening=beta)
    yield Definition(
        "momentum: dampening spares the first step (v = g), so it is no average of slopes from 0",
        apart(path, velocity(RATES, beta)),
        apart(path, written(average)),
    )
    velocity_ahead, theta, ahead = np.zeros_like(START), START, [START]
    for _ in range(STEPS):  # Sutskever and others 2013, equations 3 and 4
        velocity_ahead = beta * velocity_ahead - RATE * gradient(theta + beta * velocity_ahead)
        theta = theta + velocity_ahead
        ahead.append(theta + beta * velocity_ahead)

    def here(_: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
        memory["v"] = beta * memory["v"] + g
        return theta - RATE * (g + beta * memory["v"])

    path = pytorch(sgd, EQUAL_RATES, momentum=beta, nesterov=True)
    yield Definition(
        "nesterov: PyTorch's parameters are the points θ + βv where Sutskever and others take the "
        "slope",
        apart(path, written(here)),
        apart(path, np.array(ahead)),
        agrees=True,
    )


def adaptive() -> Iterator[Definition]:
    """Rates for each parameter: where ε stands."""
    epsilon, decay = 1e-2, 0.9

    def adagrad(inside: float, outside: float) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            memory["v"] = memory["v"] + g**2
            return theta - RATES[t] * g / (np.sqrt(memory["v"] + inside) + outside)

        return written(rule)

    path = pytorch(torch.optim.Adagrad, RATES, eps=epsilon)
    yield Definition(
        "adagrad: ε is added to the root, as Duchi, Hazan and Singer add δ; not under it",
        apart(path, adagrad(0, epsilon)),
        apart(path, adagrad(epsilon, 0)),
    )

    def rmsprop(inside: float, outside: float) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            memory["v"] = decay * memory["v"] + (1 - decay) * g**2
            return theta - RATES[t] * g / (np.sqrt(memory["v"] + inside) + outside)

        return written(rule)

    path = pytorch(torch.optim.RMSprop, RATES, alpha=decay, eps=epsilon)
    for words, other in (
        ("under it, as in Graves 2013", rmsprop(epsilon, 0)),
        ("left out, as in Hinton's lecture", rmsprop(0, 0)),
    ):
        yield Definition(
            f"rmsprop: ε is added to the root; not {words}",
            apart(path, rmsprop(0, epsilon)),
            apart(path, other),
        )


def adam() -> Iterator[Definition]:
    """Adam's two forms, and what its decay of weights is multiplied by."""
    beta1, beta2, epsilon, strength = 0.9, 0.99, 1e-2, 0.1

    def moments(g: Floats, memory: dict[str, Floats]) -> tuple[Floats, Floats]:
        memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
        memory["v"] = beta2 * memory["v"] + (1 - beta2) * g**2
        return memory["m"], memory["v"]

    def first(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
        m, v = moments(g, memory)
        m, v = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
        return theta - RATES[t] * m / (np.sqrt(v) + epsilon)

    def efficient(scaled: bool) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            m, v = moments(g, memory)
            root = math.sqrt(1 - beta2 ** (t + 1))
            rate = RATES[t] * root / (1 - beta1 ** (t + 1))
            return theta - rate * m / (np.sqrt(v) + epsilon * (root if scaled else 1.0))

        return written(rule)

    path = pytorch(torch.optim.Adam, RATES, betas=(beta1, beta2), eps=epsilon)
    for words, scaled in (
        ("the same as the efficient form of section 2 with ε̂ = ε √(1 − β₂ᵗ)", True),
        ("and not the efficient form with the same ε throughout", False),
    ):
        yield Definition(
            f"adam: algorithm 1 of Kingma and Ba, {words}",
            apart(path, written(first)),
            apart(path, efficient(scaled)),
            agrees=scaled,
        )

    def decoupled(by_rate: bool) -> Floats:
        def rule(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
            m, v = moments(g, memory)
            m, v = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
            share = RATES[t] if by_rate else RATES[t] / RATE  # η_t of the paper, without its α
            return theta - RATES[t] * m / (np.sqrt(v) + epsilon) - share * strength * theta

        return written(rule)

    def with_penalty(t: int, theta: Floats, g: Floats, memory: dict[str, Floats]) -> Floats:
        return first(t, theta, g + strength * theta, memory)

    path = pytorch(
        torch.optim.AdamW,
        RATES,
        betas=(beta1, beta2),
        eps=epsilon,
        weight_decay=strength,
    )
    yield Definition(
        "adamw: decays by η_t α λ θ; Loshchilov and Hutter by η_t λ θ, without Adam's rate α",
        apart(path, decoupled(by_rate=True)),
        apart(path, decoupled(by_rate=False)),
    )
    path = pytorch(
        torch.optim.Adam,
        RATES,
        betas=(beta1, beta2),
        eps=epsilon,
        weight_decay=strength,
    )
    yield Definition(
        "adam: weight_decay is an L2 penalty in the gradient, not decoupled",
        apart(path, written(with_penalty)),
        apart(path, decoupled(by_rate=True)),
    )


def clipping() -> Iterator[Definition]:
    """The norm of the gradient."""
    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    theta.grad = torch.tensor([3e-4, 4e-4], dtype=torch.float64)
    torch.nn.utils.clip_grad_norm_([theta], 1e-4)
    direction = np.array([0.6, 0.8])
    yield Definition(
        "clipping: multiplies by c / (‖g‖ + 1e-6); Pascanu, Mikolov and Bengio by c / ‖g‖",
        apart(theta.grad.numpy(), direction * 5e-4 * 1e-4 / (5e-4 + 1e-6)),
        apart(theta.grad.numpy(), direction * 1e-4),
    )


def slope_at(function: Callable[[torch.Tensor], torch.Tensor], z: float) -> float:
    """The slope that autograd gives at a place."""
    leaf = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    function(leaf).backward()
    assert leaf.grad is not None
    return float(leaf.grad)


def functions() -> Iterator[Definition]:
    """Activations and losses: approximations, corners, and what is averaged."""
    z = torch.linspace(-3, 3, 25, dtype=torch.float64)
    exact = z * (1 + torch.erf(z / math.sqrt(2))) / 2
    bent = z * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2
    yield Definition(
        "gelu: PyTorch's default is z Φ(z); approximate='tanh' the other form of its paper",
        max(
            apart(F.gelu(z).numpy(), exact.numpy()),
            apart(F.gelu(z, approximate="tanh").numpy(), bent.numpy()),
        ),
        apart(exact.numpy(), bent.numpy()),
    )
    large = torch.tensor([20.5], dtype=torch.float64)
    yield Definition(
        "softplus: beyond 20 PyTorch's default answers z itself, not ln(1 + eᶻ)",
        apart(F.softplus(large).numpy(), large.numpy()),
        apart(F.softplus(large).numpy(), torch.log1p(torch.exp(large)).numpy()),
    )
    corners: list[tuple[str, Callable[[torch.Tensor], torch.Tensor], float, float]] = [
        ("relu: the slope at 0 is 0", F.relu, 0.0, 0.0),
        ("leaky_relu: the slope at 0 is 0.01", F.leaky_relu, 0.0, 0.01),
        ("elu: the slope at 0 is 1", F.elu, 0.0, 1.0),
        ("absolute: the slope at ŷ = y is 0", lambda a: F.l1_loss(a, 0 * a.detach()), 0.0, 0.0),
        ("hinge: clamp's slope at the corner is 1", lambda a: torch.clamp(a, min=0), 0.0, 1.0),
    ]
    for sentence, function, place, slope in corners:
        yield Definition(sentence, abs(slope_at(function, place) - slope))
    a = torch.tensor([[0.2, 0.9, 0.1], [0.4, 0.5, 0.6]], dtype=torch.float64)
    y = torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], dtype=torch.float64)
    square = (a - y) ** 2
    yield Definition(
        "half_square: MSELoss has no ½ and is a mean over outputs as well as examples",
        abs(float(F.mse_loss(a, y)) - float(square.sum()) / 6),
        abs(float(F.mse_loss(a, y)) - float(square.sum()) / 2 / 2),
    )
    zero, one = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    yield Definition(
        "binary_cross_entropy: BCELoss, given ŷ and not z, calls no surprise larger than 100",
        abs(float(F.binary_cross_entropy(zero, one)) - 100),
    )


def schedules() -> Iterator[Definition]:
    """PyTorch's own schedulers beside the factors that are used here."""
    length = 12
    kinds = torch.optim.lr_scheduler

    def factors(make: Callable[[torch.optim.Optimizer], Any], steps: int) -> Floats:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule, found = make(optimizer), []
        for _ in range(steps):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return np.array(found)

    t = np.arange(2 * length)
    cosine = 0.1 + 0.9 * (1 + np.cos(np.pi * np.minimum(t, length) / length)) / 2
    yield Definition(
        "step and exponential: equal to StepLR and ExponentialLR",
        max(
            apart(
                factors(lambda o: kinds.StepLR(o, 5, 0.5), 2 * length), np.float64(0.5) ** (t // 5)
            ),
            apart(factors(lambda o: kinds.ExponentialLR(o, 0.9), 2 * length), np.float64(0.9) ** t),
        ),
    )
    yield Definition(
        "warm_up: equal to LinearLR with start_factor 1/length and total_iters length − 1",
        apart(
            factors(lambda o: kinds.LinearLR(o, 1 / length, 1.0, length - 1), 2 * length),
            np.minimum(1, (t + 1) / length),
        ),
    )
    annealed = factors(lambda o: kinds.CosineAnnealingLR(o, length, 0.1), 2 * length)
    yield Definition(
        "cosine: equal to CosineAnnealingLR up to T_max; after it PyTorch's rises again",
        apart(annealed[: length + 1], cosine[: length + 1]),
        apart(annealed, cosine),
    )


def start_values() -> Iterator[Definition]:
    """What PyTorch draws start values from."""
    init = torch.nn.init
    fan_in, fan_out = 300, 200
    w = torch.empty(fan_out, fan_in, dtype=torch.float64)
    expected = {
        "xavier: xavier_uniform_ is Glorot and Bengio's equation 16, U(±√(6 / (n_in + n_out)))": (
            init.xavier_uniform_,
            math.sqrt(2 / (fan_in + fan_out)),
        ),
        "xavier: xavier_normal_ has the same variance, 2 / (n_in + n_out)": (
            init.xavier_normal_,
            math.sqrt(2 / (fan_in + fan_out)),
        ),
        "he: kaiming_normal_ by default is He and others' equation 10, variance 2 / n_in": (
            init.kaiming_normal_,
            math.sqrt(2 / fan_in),
        ),
        "lecun: kaiming_normal_(nonlinearity='linear') has variance 1 / n_in": (
            lambda w: init.kaiming_normal_(w, nonlinearity="linear"),
            math.sqrt(1 / fan_in),
        ),
    }
    torch.manual_seed(0)
    for sentence, (fill, deviation) in expected.items():
        fill(w)
        drawn = float(w.std())  # of 60,000: within 1 % is as near as a sample gets
        yield Definition(sentence, 0.0 if abs(drawn / deviation - 1) < 0.01 else 1.0)
    layer = torch.nn.Linear(fan_in, fan_out)
    largest = max(float(part.detach().abs().max()) for part in layer.parameters())
    yield Definition(
        "nn.Linear: weights and biases from U(±1/√n_in), neither Xavier's rule nor He's",
        0.0 if 0.999 < largest * math.sqrt(fan_in) <= 1.0001 else 1.0,
    )
    w = torch.nn.init.orthogonal_(torch.empty(5, 3, dtype=torch.float64))
    yield Definition(
        "orthogonal: orthonormal columns where there are more rows, WᵀW = 1",
        apart((w.T @ w).numpy(), np.eye(3)),
    )
    gains = [init.calculate_gain(name) for name in ("tanh", "relu", "linear")]
    yield Definition(
        "gains: calculate_gain gives tanh 5/3, relu √2, linear 1; no paper has the 5/3",
        apart(np.array(gains), np.array([5 / 3, math.sqrt(2), 1.0])),
    )


def definitions() -> list[Definition]:
    """All of them."""
    groups = (momentum, adaptive, adam, clipping, functions, schedules, start_values)
    return [definition for group in groups for definition in group()]
