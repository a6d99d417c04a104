using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Changes JSON value by value, so that most of what comes out is JSON still; some changes mean nothing.</summary>
internal static class JsonMutations
{
    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Makes one change to a token of the seed that the bytes still hold unchanged up to its end.</summary>
    public static void Apply(MutableBytes bytes, FuzzSeed seed, int index, FuzzSeed other, ref DeterministicRandom random)
    {
        Token token = seed.Tokens[index];
        ReadOnlySpan<byte> own = seed.Bytes.AsSpan(token.Start, token.Length);
        if (token.Kind == TokenKind.Pair)
        {
            ChangePair(bytes, seed, token, own, ref random);
            return;
        }

        switch (random.Below(8))
        {
            case 0:
                bytes.Replace(token.Start, token.Length, Interesting.Json(ref random));
                break;
            case 1:
                TakeFrom(random.Permille(700) ? seed : other, bytes, token, ref random);
                break;
            case 2:
                bytes.Replace(token.Start, 0, random.Permille(500) ? " "u8 : "\r\n\t"u8);
                break;
            case 3 when token.Kind == TokenKind.Container:
                Nest(bytes, token, ref random);
                break;
            case 4:
                // Once more, as a further item; in an object that ends the JSON.
                bytes.Replace(token.End, 0, [(byte)',', .. own]);
                break;
            case 5 when token.Kind == TokenKind.Container:
                bytes.Replace(token.Start + 1, token.Length - 2, []);
                break;
            default:
                if (token.Kind == TokenKind.Text) ChangeText(bytes, token, ref random);
                else bytes.Replace(token.Start, token.Length, Interesting.Json(ref random));
                break;
        }
    }

    private static void TakeFrom(FuzzSeed source, MutableBytes bytes, Token token, ref DeterministicRandom random)
    {
        // A value of the same kind tells more than any other: a few tries to find one.
        for (int tries = 0; tries < 8 && source.Tokens.Length > 0; tries++)
        {
            Token from = source.Tokens[(int)random.Below((ulong)source.Tokens.Length)];
            if (from.Kind != token.Kind) continue;
            bytes.Replace(token.Start, token.Length, source.Bytes.AsSpan(from.Start, from.Length));
            return;
        }
    }

    private static void Nest(MutableBytes bytes, Token token, ref DeterministicRandom random)
    {
        if (random.Permille(500)) bytes.Replace(token.Start, token.Length, Interesting.Repeated("["u8, ref random));
        else if (random.Permille(500)) bytes.Replace(token.Start, 0, Interesting.Repeated("{\"a\":"u8, ref random));
        else bytes.Replace(token.Start + 1, 0, Interesting.Repeated("{},"u8, ref random));
    }

    private static void ChangeText(MutableBytes bytes, Token token, ref DeterministicRandom random)
    {
        int inner = token.Length - 2;
        int at = token.Start + 1 + (int)random.Below((ulong)Math.Max(inner, 1));
        ReadOnlySpan<byte> digit = HexDigits.Slice((int)random.Below(16), 1);
        switch (random.Below(8))
        {
            case 0 or 1 or 2 when inner > 0:
                bytes.Replace(at, 1, digit);
                break;
            case 3:
                bytes.Replace(at, 0, digit);
                break;
            case 4 when inner > 0:
                bytes.Replace(at, 1, []);
                break;
            case 5 when inner > 0:
                // The same character in other words: as an escape, or in the other case.
                byte old = bytes.Span[at];
                if (random.Permille(500)) bytes.Replace(at, 1, [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', HexDigits[old >> 4], HexDigits[old & 15]]);
                else if (char.IsAsciiLetter((char)old)) bytes.Span[at] ^= 0x20;
                break;
            case 6 when inner > 2:
                bytes.Replace(token.Start + 3, 0, random.Permille(500) ? "0"u8 : "00000000000000000000000000000000"u8);
                break;
            default:
                bytes.Replace(at, 0, Interesting.Byte(ref random));
                break;
        }
    }

    private static void ChangePair(MutableBytes bytes, FuzzSeed seed, Token token, ReadOnlySpan<byte> own, ref DeterministicRandom random)
    {
        switch (random.Below(6))
        {
            case 0 or 1:
                Remove(bytes, token);
                break;
            case 2:
                bytes.Replace(token.End, 0, [(byte)',', .. own]);
                break;
            case 3:
                Token[] tokens = seed.Tokens;
                Token from = tokens[(int)random.Below((ulong)tokens.Length)];
                if (from.Kind == TokenKind.Pair) bytes.Replace(token.Start, token.Length, seed.Bytes.AsSpan(from.Start, from.Length));
                break;
            case 4:
                bytes.Replace(token.Start, 0, random.Permille(500) ? "\"unknown\":[{\"a\":null}],"u8 : "\"removed\":true,"u8);
                break;
            default:
                // Another name; now and then the same in other words.
                bytes.Replace(token.Start + 1, 1, random.Permille(300) ? [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', HexDigits[own[1] >> 4], HexDigits[own[1] & 15]] : "x"u8);
                break;
        }
    }

    /// <summary>Takes a member out, with one of the commas around it.</summary>
    private static void Remove(MutableBytes bytes, Token token)
    {
        int start = token.Start;
        int end = token.End;
        if (end < bytes.Length && bytes.Span[end] == (byte)',') end++;
        else if (start > 0 && bytes.Span[start - 1] == (byte)',') start--;
        bytes.Replace(start, end - start, []);
    }
}
