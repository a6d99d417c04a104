using HighPerfChainSync.Fuzzing.Mutation;

namespace HighPerfChainSync.Fuzzing.Running;

/// <summary>Makes an input shorter while it still does the same: takes out values first, then runs of bytes.</summary>
internal static class Minimiser
{
    private const int MaxTries = 20_000;

    /// <summary>Shortens.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isSame">Whether a shorter one still does it.</param>
    public static byte[] Shorten(byte[] input, Func<byte[], bool> isSame)
    {
        int tries = 0;
        bool isShorter = true;
        while (isShorter && tries < MaxTries)
        {
            isShorter = false;
            // The longest values first.
            foreach (Token token in TokenMap.Of(input).OrderByDescending(static token => token.Length))
            {
                if (token.Length == input.Length || token.End > input.Length || ++tries > MaxTries) continue;
                if (!TryWithout(token.Start, token.Length)) continue;
                isShorter = true;
                break;
            }
        }

        for (int run = input.Length / 2; run > 0; run /= 2)
        {
            for (int at = 0; at + run <= input.Length && ++tries < 2 * MaxTries;)
            {
                if (!TryWithout(at, run)) at += run;
            }
        }

        return input;

        bool TryWithout(int start, int length)
        {
            // With one of the commas around it, or without.
            int end = start + length < input.Length && input[start + length] == (byte)',' ? start + length + 1 : start + length;
            return Try(start, end) || Try(start, start + length);
        }

        bool Try(int start, int end)
        {
            byte[] shorter = [.. input.AsSpan(0, start), .. input.AsSpan(end)];
            if (!isSame(shorter)) return false;
            input = shorter;
            return true;
        }
    }
}
