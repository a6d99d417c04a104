using System.Buffers.Binary;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Testing;

/// <summary>Which branch a made-up chain is on at each height. Thread: any; a reader sees it before or after a reorganisation, never in between.</summary>
public sealed class FakeChain
{
    private volatile Segment[] _segments = [new(0, 0)];

    /// <summary>The hash of a block of a branch; branch 0 is the main one.</summary>
    public static Hash256 HashOf(ulong number, int branch)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Length];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number + 1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], branch);
        return new Hash256(bytes);
    }

    /// <summary>The chain's blocks above <paramref name="ancestor"/> are from now on those of a branch.</summary>
    public void Reorganise(ulong ancestor, int branch)
    {
        var kept = new List<Segment>();
        foreach (Segment segment in _segments)
        {
            if (segment.First <= ancestor) kept.Add(segment);
        }

        kept.Add(new Segment(ancestor + 1, branch));
        _segments = [.. kept];
    }

    /// <summary>The hashes of a block and of its parent.</summary>
    public (Hash256 Hash, Hash256 Parent) At(ulong number)
    {
        Segment[] segments = _segments;
        return (HashOf(number, BranchAt(segments, number)), number == 0 ? default : HashOf(number - 1, BranchAt(segments, number - 1)));
    }

    private static int BranchAt(Segment[] segments, ulong number)
    {
        int branch = 0;
        foreach (Segment segment in segments)
        {
            if (segment.First <= number) branch = segment.Branch;
        }

        return branch;
    }

    private readonly record struct Segment(ulong First, int Branch);
}
