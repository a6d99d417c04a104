/*
 * Keccak-f[1600] of four states at once (AVX2), the same formulas as KeccakPermutation4: what a C compiler makes of them.
 *
 *   gcc -O3 -march=native -o keccak keccak.c && ./keccak
 *
 * Prints nanoseconds for one state, the least and the median of 40 rounds, and the first lane after one permutation of zeros
 * (f1258f7940e1dde7), which shows that it computes what it should.
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef __m256i vector;

static const uint64_t constants[24] = {
    0x0000000000000001ull, 0x0000000000008082ull, 0x800000000000808Aull, 0x8000000080008000ull,
    0x000000000000808Bull, 0x0000000080000001ull, 0x8000000080008081ull, 0x8000000000008009ull,
    0x000000000000008Aull, 0x0000000000000088ull, 0x0000000080008009ull, 0x000000008000000Aull,
    0x000000008000808Bull, 0x800000000000008Bull, 0x8000000000008089ull, 0x8000000000008003ull,
    0x8000000000008002ull, 0x8000000000000080ull, 0x000000000000800Aull, 0x800000008000000Aull,
    0x8000000080008081ull, 0x8000000000008080ull, 0x0000000080000001ull, 0x8000000080008008ull,
};

#define ROTATE(v, n) _mm256_or_si256(_mm256_slli_epi64(v, n), _mm256_srli_epi64(v, 64 - (n)))
#define ROTATE_BYTES(v, order) _mm256_shuffle_epi8(v, order)
#define CHI(a, b, c) _mm256_xor_si256(a, _mm256_andnot_si256(b, c))

#define ROUND(A, E, RC) \
    c0 = A##00 ^ A##05 ^ A##10 ^ A##15 ^ A##20;                    \
    c1 = A##01 ^ A##06 ^ A##11 ^ A##16 ^ A##21;                    \
    c2 = A##02 ^ A##07 ^ A##12 ^ A##17 ^ A##22;                    \
    c3 = A##03 ^ A##08 ^ A##13 ^ A##18 ^ A##23;                    \
    c4 = A##04 ^ A##09 ^ A##14 ^ A##19 ^ A##24;                    \
    d0 = c4 ^ ROTATE(c1, 1);                                       \
    d1 = c0 ^ ROTATE(c2, 1);                                       \
    d2 = c1 ^ ROTATE(c3, 1);                                       \
    d3 = c2 ^ ROTATE(c4, 1);                                       \
    d4 = c3 ^ ROTATE(c0, 1);                                       \
    b0 = A##00 ^ d0;                                               \
    b1 = ROTATE(A##06 ^ d1, 44);                                   \
    b2 = ROTATE(A##12 ^ d2, 43);                                   \
    b3 = ROTATE(A##18 ^ d3, 21);                                   \
    b4 = ROTATE(A##24 ^ d4, 14);                                   \
    E##00 = CHI(b0, b1, b2) ^ _mm256_set1_epi64x((long long)(RC)); \
    E##01 = CHI(b1, b2, b3);                                       \
    E##02 = CHI(b2, b3, b4);                                       \
    E##03 = CHI(b3, b4, b0);                                       \
    E##04 = CHI(b4, b0, b1);                                       \
    b0 = ROTATE(A##03 ^ d3, 28);                                   \
    b1 = ROTATE(A##09 ^ d4, 20);                                   \
    b2 = ROTATE(A##10 ^ d0, 3);                                    \
    b3 = ROTATE(A##16 ^ d1, 45);                                   \
    b4 = ROTATE(A##22 ^ d2, 61);                                   \
    E##05 = CHI(b0, b1, b2);                                       \
    E##06 = CHI(b1, b2, b3);                                       \
    E##07 = CHI(b2, b3, b4);                                       \
    E##08 = CHI(b3, b4, b0);                                       \
    E##09 = CHI(b4, b0, b1);                                       \
    b0 = ROTATE(A##01 ^ d1, 1);                                    \
    b1 = ROTATE(A##07 ^ d2, 6);                                    \
    b2 = ROTATE(A##13 ^ d3, 25);                                   \
    b3 = ROTATE_BYTES(A##19 ^ d4, left1);                          \
    b4 = ROTATE(A##20 ^ d0, 18);                                   \
    E##10 = CHI(b0, b1, b2);                                       \
    E##11 = CHI(b1, b2, b3);                                       \
    E##12 = CHI(b2, b3, b4);                                       \
    E##13 = CHI(b3, b4, b0);                                       \
    E##14 = CHI(b4, b0, b1);                                       \
    b0 = ROTATE(A##04 ^ d4, 27);                                   \
    b1 = ROTATE(A##05 ^ d0, 36);                                   \
    b2 = ROTATE(A##11 ^ d1, 10);                                   \
    b3 = ROTATE(A##17 ^ d2, 15);                                   \
    b4 = ROTATE_BYTES(A##23 ^ d3, left7);                          \
    E##15 = CHI(b0, b1, b2);                                       \
    E##16 = CHI(b1, b2, b3);                                       \
    E##17 = CHI(b2, b3, b4);                                       \
    E##18 = CHI(b3, b4, b0);                                       \
    E##19 = CHI(b4, b0, b1);                                       \
    b0 = ROTATE(A##02 ^ d2, 62);                                   \
    b1 = ROTATE(A##08 ^ d3, 55);                                   \
    b2 = ROTATE(A##14 ^ d4, 39);                                   \
    b3 = ROTATE(A##15 ^ d0, 41);                                   \
    b4 = ROTATE(A##21 ^ d1, 2);                                    \
    E##20 = CHI(b0, b1, b2);                                       \
    E##21 = CHI(b1, b2, b3);                                       \
    E##22 = CHI(b2, b3, b4);                                       \
    E##23 = CHI(b3, b4, b0);                                       \
    E##24 = CHI(b4, b0, b1);                                      

__attribute__((noinline)) static void permute(vector *state)
{
    const vector left1 = _mm256_setr_epi8(7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14, 7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14);
    const vector left7 = _mm256_setr_epi8(1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8);
    vector a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24;
    vector e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24;
    vector b0, b1, b2, b3, b4, c0, c1, c2, c3, c4, d0, d1, d2, d3, d4;
    a00 = _mm256_load_si256(state + 0); a01 = _mm256_load_si256(state + 1); a02 = _mm256_load_si256(state + 2); a03 = _mm256_load_si256(state + 3); a04 = _mm256_load_si256(state + 4);
    a05 = _mm256_load_si256(state + 5); a06 = _mm256_load_si256(state + 6); a07 = _mm256_load_si256(state + 7); a08 = _mm256_load_si256(state + 8); a09 = _mm256_load_si256(state + 9);
    a10 = _mm256_load_si256(state + 10); a11 = _mm256_load_si256(state + 11); a12 = _mm256_load_si256(state + 12); a13 = _mm256_load_si256(state + 13); a14 = _mm256_load_si256(state + 14);
    a15 = _mm256_load_si256(state + 15); a16 = _mm256_load_si256(state + 16); a17 = _mm256_load_si256(state + 17); a18 = _mm256_load_si256(state + 18); a19 = _mm256_load_si256(state + 19);
    a20 = _mm256_load_si256(state + 20); a21 = _mm256_load_si256(state + 21); a22 = _mm256_load_si256(state + 22); a23 = _mm256_load_si256(state + 23); a24 = _mm256_load_si256(state + 24);
    for (int i = 0; i < 24; i += 2) {
        ROUND(a, e, constants[i])
        ROUND(e, a, constants[i + 1])
    }
    _mm256_store_si256(state + 0, a00); _mm256_store_si256(state + 1, a01); _mm256_store_si256(state + 2, a02); _mm256_store_si256(state + 3, a03); _mm256_store_si256(state + 4, a04);
    _mm256_store_si256(state + 5, a05); _mm256_store_si256(state + 6, a06); _mm256_store_si256(state + 7, a07); _mm256_store_si256(state + 8, a08); _mm256_store_si256(state + 9, a09);
    _mm256_store_si256(state + 10, a10); _mm256_store_si256(state + 11, a11); _mm256_store_si256(state + 12, a12); _mm256_store_si256(state + 13, a13); _mm256_store_si256(state + 14, a14);
    _mm256_store_si256(state + 15, a15); _mm256_store_si256(state + 16, a16); _mm256_store_si256(state + 17, a17); _mm256_store_si256(state + 18, a18); _mm256_store_si256(state + 19, a19);
    _mm256_store_si256(state + 20, a20); _mm256_store_si256(state + 21, a21); _mm256_store_si256(state + 22, a22); _mm256_store_si256(state + 23, a23); _mm256_store_si256(state + 24, a24);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

int main(void)
{
    enum { rounds = 40, permutations = 200000 };
    static vector state[25];
    double ns[rounds];
    permute(state);
    uint64_t first = *(uint64_t *)state;
    for (int i = 0; i < rounds; i++) {
        double start = now();
        for (int k = 0; k < permutations; k++) permute(state);
        ns[i] = (now() - start) / permutations / 4;
    }

    qsort(ns, rounds, sizeof ns[0], ascending);
    printf("least %.1f ns, median %.1f ns, first lane %016llx\n", ns[0], ns[rounds / 2], (unsigned long long)first);
    return first == 0xf1258f7940e1dde7ull ? 0 : 1;
}
