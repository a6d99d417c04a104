using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Values that readers go wrong at.</summary>
internal static class Interesting
{
    private static readonly byte[][] s_json = Array.ConvertAll(
        (string[])
        [
            "null", "true", "false", "{}", "[]", "[null]", "[{}]", "\"\"", "0", "-0", "-1", "1e999", "-1e-999", "1.5", "18446744073709551615", "18446744073709551616",
            "9223372036854775808", "2147483648", "\"0x\"", "\"0x0\"", "\"0x00\"", "\"0X1\"", "\"0x1\"", "\"0xg\"", "\"0x123\"", "\"0xffffffffffffffff\"",
            "\"0x10000000000000000\"", "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"",
            "\"0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"", "\"0x0000000000000000000000000000000000000000\"",
            "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"0\\u00780\"", "\"latest\"", "\"-0x1\"", "\" 0x1\"", "\"1\"",
            "{\"\":{}}", "[[],[]]", "{\"a\":1,\"a\":2}", "// c", "nul", "NaN", "Infinity",
        ],
        TextEncoding.UTF8.GetBytes);

    private static readonly byte[][] s_bytes =
    [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0x00], [0x1E], [0x0A], [0x5C], [0x22], [0x7B], [0x5B], [0x2C], [0x3A],
        [0x5D], [0x7D], [0xC3], [0xE2, 0x82],
    ];

    private static readonly byte[][] s_packed =
    [
        [0xC0], [0xC1], [0xC2], [0xC3], [0x80], [0x90], [0xA0], [0xC4, 0x00], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF], [0xDB, 0x7F, 0xFF, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDF, 0x80, 0x00, 0x00, 0x00], [0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xD3, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00], [0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], [0xCA, 0xFF, 0x80, 0, 0], [0xD4, 0xFF, 0x00], [0xE0], [0x7F],
        [0xA2, 0xC3, 0x28], [0xC4, 0x20], [0xDE, 0x00, 0x00], [0x81, 0xA1, 0x61, 0xC0],
    ];

    /// <summary>A JSON value, valid or nearly.</summary>
    public static ReadOnlySpan<byte> Json(ref DeterministicRandom random) => s_json[(int)random.Below((ulong)s_json.Length)];

    /// <summary>Bytes that end, begin or break something.</summary>
    public static ReadOnlySpan<byte> Byte(ref DeterministicRandom random) => s_bytes[(int)random.Below((ulong)s_bytes.Length)];

    /// <summary>A MessagePack value, or one that promises more than there is.</summary>
    public static ReadOnlySpan<byte> Packed(ref DeterministicRandom random) => s_packed[(int)random.Below((ulong)s_packed.Length)];

    /// <summary>Something repeated: nesting without end, or a list of very many.</summary>
    public static byte[] Repeated(ReadOnlySpan<byte> unit, ref DeterministicRandom random)
    {
        int count = random.Permille(20) ? 20_000 : random.Permille(500) ? 70 : 10;
        byte[] all = new byte[unit.Length * count];
        for (int i = 0; i < count; i++) unit.CopyTo(all.AsSpan(i * unit.Length));
        return all;
    }
}
