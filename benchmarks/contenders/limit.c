/* The limit of the machine: the step of the engine, compiled for one network.

   The compiler is given, on its command line:
     COUNT, FEATURES, OUTPUTS, BATCH, RATE, BINARY
     HIDDEN(L), LAST(L)   the hidden layers and the last one, as L(number, previous, fan_in, fan_out)
     BACK(L), FIRST(L)    the same layers backward down to the second, and the first
   Arrays are features first. A row has room for LANES examples, a multiple of 16, so that loops over
   the batch become whole vectors; where there is no example, dz is 0. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES ((BATCH + 15) / 16 * 16)
#define LAYERS(L) HIDDEN(L) LAST(L)
#define INLINE static inline __attribute__((always_inline))
#define EACH_LANE(n) for (int n = 0; n < LANES; n++)

#define PARAMETERS(l, p, in, out) float w##l[in * out], b##l[out];
#define ARRAYS(l, p, in, out) \
  float z##l[out * LANES], a##l[out * LANES], da##l[out * LANES], dz##l[out * LANES];

struct parameters {
  LAYERS(PARAMETERS)
};
enum { SIZE = sizeof(struct parameters) / sizeof(float) };

/* Everything of a step. */
struct tape {
  struct parameters parameters, gradient, update;
  float a0[FEATURES * LANES] __attribute__((aligned(64))); /* the inputs */
  float y[OUTPUTS * LANES];
  LAYERS(ARRAYS)
};
struct tape tape __attribute__((aligned(64)));
int width; /* of the last batch */

static int64_t order[COUNT];
static long offset = COUNT, epoch = 0;
static uint64_t state = 88172645463325252ULL;

/* Fisher and Yates, with numbers of Marsaglia's xorshift. */
static void shuffle(void) {
  for (long i = 0; i < COUNT; i++) order[i] = i;
  for (long i = COUNT - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    long j = (long)(((state >> 32) * (uint64_t)(i + 1)) >> 32);
    int64_t kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

/* Copy the examples that are next. */
INLINE void load(const float *inputs, const float *targets) {
  width = COUNT - offset < BATCH ? (int)(COUNT - offset) : BATCH;
  for (int n = 0; n < width; n++) {
    const float *x = inputs + order[offset + n] * FEATURES;
    const float *y = targets + order[offset + n] * OUTPUTS;
    for (int j = 0; j < FEATURES; j++) tape.a0[j * LANES + n] = x[j];
    for (int j = 0; j < OUTPUTS; j++) tape.y[j * LANES + n] = y[j];
  }
}

/* z = W x + b */
INLINE void mix(int in, int out, const float *w, const float *b, const float *x, float *z) {
  for (int i = 0; i < out; i++) {
    float sum[LANES];
    EACH_LANE(n) sum[n] = b[i];
    for (int j = 0; j < in; j++)
      EACH_LANE(n) sum[n] += w[j * out + i] * x[j * LANES + n];
    EACH_LANE(n) z[i * LANES + n] = sum[n];
  }
}

/* a = tanh z */
INLINE void bend(int out, const float *z, float *a) {
  for (int k = 0; k < out * LANES; k++) a[k] = tanhf(z[k]);
}

/* The gradient: the sum over the batch of x · dz, and of dz, times its share. */
INLINE void gather(int in, int out, const float *x, const float *dz, float share, float *dw,
                   float *db) {
  for (int i = 0; i < out; i++) {
    for (int j = 0; j < in; j++) {
      float sum = 0;
      EACH_LANE(n) sum += x[j * LANES + n] * dz[i * LANES + n];
      dw[j * out + i] = sum * share;
    }
    float sum = 0;
    EACH_LANE(n) sum += dz[i * LANES + n];
    db[i] = sum * share;
  }
}

/* da = W · dz of the layer above, which has `in` inputs, and dz = da (1 − a²) */
INLINE void blame(int in, int out, const float *w, const float *above, const float *a, float *da,
                  float *dz) {
  for (int j = 0; j < in; j++) {
    float sum[LANES];
    EACH_LANE(n) sum[n] = 0;
    for (int i = 0; i < out; i++)
      EACH_LANE(n) sum[n] += w[j * out + i] * above[i * LANES + n];
    EACH_LANE(n) {
      int k = j * LANES + n;
      da[k] = sum[n];
      dz[k] = sum[n] * (1 - a[k] * a[k]);
    }
  }
}

/* ŷ, dz = ŷ − y and da of the output; returns the batch's mean loss. */
INLINE float judge(int width, float share, const float *z, float *a, float *da, float *dz) {
  float losses[LANES];
#if BINARY
  EACH_LANE(n) {
    float s = 1 - 2 * tape.y[n], x = s * z[n];
    a[n] = 1 / (1 + expf(-z[n]));
    da[n] = s * (1 + expf(x));
    dz[n] = a[n] - tape.y[n];
    losses[n] = logf(1 + expf(-fabsf(x))) + (x > 0 ? x : 0);
  }
#else
  float most[LANES], sum[LANES], dot[LANES];
  EACH_LANE(n) most[n] = z[n], sum[n] = dot[n] = 0;
  for (int k = LANES; k < OUTPUTS * LANES; k += LANES)
    EACH_LANE(n) most[n] = z[k + n] > most[n] ? z[k + n] : most[n];
  for (int k = 0; k < OUTPUTS * LANES; k += LANES)
    EACH_LANE(n) {
      a[k + n] = expf(z[k + n] - most[n]);
      sum[n] += a[k + n];
      dot[n] += tape.y[k + n] * (z[k + n] - most[n]);
    }
  EACH_LANE(n) losses[n] = logf(sum[n]) - dot[n];
  for (int k = 0; k < OUTPUTS * LANES; k += LANES)
    EACH_LANE(n) {
      a[k + n] /= sum[n];
      da[k + n] = -tape.y[k + n] / (a[k + n] + 1.17549435e-38f);
      dz[k + n] = a[k + n] - tape.y[k + n];
    }
#endif
  float loss = 0;
  for (int n = 0; n < width; n++) loss += losses[n];
  for (int k = 0; k < OUTPUTS * LANES; k += LANES)
    for (int n = width; n < LANES; n++) dz[k + n] = 0;
  return loss * share;
}

#define FORWARD(l, p, in, out) \
  mix(in, out, t->parameters.w##l, t->parameters.b##l, t->a##p, t->z##l);
#define BEND(l, p, in, out) FORWARD(l, p, in, out) bend(out, t->z##l, t->a##l);
#define JUDGE(l, p, in, out) losses[step] = judge(width, share, t->z##l, t->a##l, t->da##l, t->dz##l);
#define GATHER(l, p, in, out) \
  gather(in, out, t->a##p, t->dz##l, share, t->gradient.w##l, t->gradient.b##l);
/* The gradient of a layer, and the blame of the layer below it. */
#define BLAME(l, p, in, out) \
  GATHER(l, p, in, out) \
  blame(in, out, t->parameters.w##l, t->dz##l, t->a##p, t->da##p, t->dz##p);

/* Train so many steps. `given` holds the orders of the first epochs, of which there are `epochs`. */
void train(const float *inputs, const float *targets, long steps, float *losses,
           const int64_t *given, long epochs) {
  struct tape *const t = &tape;
  for (long step = 0; step < steps; step++) {
    if (offset >= COUNT) {
      if (epoch < epochs)
        memcpy(order, given + epoch * COUNT, sizeof order);
      else
        shuffle();
      epoch++;
      offset = 0;
    }
    load(inputs, targets);
    const float share = 1.0f / (float)width;
    HIDDEN(BEND)
    LAST(FORWARD)
    LAST(JUDGE)
    BACK(BLAME)
    FIRST(GATHER)
    float *p = (float *)&t->parameters, *g = (float *)&t->gradient, *u = (float *)&t->update;
    for (int k = 0; k < SIZE; k++) {
      u[k] = -RATE * g[k];
      p[k] += u[k];
    }
    offset += width;
  }
}
