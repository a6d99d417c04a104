using System.Buffers;

namespace HighPerfChainSync.Testing;

/// <summary>Cuts bytes into segments as a network would.</summary>
public static class Segments
{
    /// <summary>One segment.</summary>
    public static ReadOnlySequence<byte> Contiguous(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Segments of one size.</summary>
    public static ReadOnlySequence<byte> Fixed(ReadOnlyMemory<byte> bytes, int size) => Cut(bytes, () => size);

    /// <summary>Segments of 0 to <paramref name="maxSize"/> bytes, the same for the same seed.</summary>
    public static ReadOnlySequence<byte> Random(ReadOnlyMemory<byte> bytes, int maxSize, int seed)
    {
        var random = new Random(seed);
        return Cut(bytes, () => random.Next(0, maxSize + 1));
    }

    private static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, Func<int> nextSize)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, 0);
        Segment last = first;
        for (int offset = 0; offset < bytes.Length;)
        {
            int size = Math.Min(nextSize(), bytes.Length - offset);
            last = last.Append(bytes.Slice(offset, size));
            offset += size;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
