using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>Changes bytes without regard to what they mean.</summary>
internal static class ByteMutations
{
    private const int MaxRun = 64;
    private const int MaxLongRun = 4096;

    /// <summary>Makes one change.</summary>
    /// <param name="bytes">What is changed.</param>
    /// <param name="other">Where bytes are taken from.</param>
    /// <param name="random">What chooses.</param>
    public static void Apply(MutableBytes bytes, ReadOnlySpan<byte> other, ref DeterministicRandom random)
    {
        int at = (int)random.Below((ulong)bytes.Length + 1);
        int run = 1 + (int)random.Below((ulong)(random.Permille(100) ? MaxLongRun : MaxRun));
        int length = Math.Min(run, bytes.Length - at);
        switch (random.Below(9))
        {
            case 0 when length > 0:
                bytes.Span[at] ^= (byte)(1 << (int)random.Below(8));
                break;
            case 1 when length > 0:
                bytes.Span[at] = (byte)random.Next();
                break;
            case 2:
                bytes.Replace(at, length, []);
                break;
            case 3:
                bytes.Replace(at, 0, bytes.Span.Slice(at, length).ToArray());
                break;
            case 4:
                Span<byte> noise = stackalloc byte[Math.Min(run, MaxRun)];
                random.Fill(noise);
                bytes.Replace(at, random.Permille(500) ? 0 : Math.Min(length, noise.Length), noise);
                break;
            case 5 when random.Permille(200):
                bytes.Truncate(at);
                break;
            case 6 when other.Length > 0:
                // The beginning of one, the end of another.
                bytes.Truncate(at);
                bytes.Replace(at, 0, other[(int)random.Below((ulong)other.Length)..]);
                break;
            case 7 when other.Length > 0:
                int from = (int)random.Below((ulong)other.Length);
                bytes.Replace(at, random.Permille(500) ? 0 : length, other.Slice(from, Math.Min(run, other.Length - from)));
                break;
            default:
                bytes.Replace(at, 0, Interesting.Byte(ref random));
                break;
        }
    }
}
