using System.Globalization;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Where a <see cref="TopicReader"/> begins in each partition.</summary>
public readonly record struct ReadStart
{
    internal enum Kind
    {
        Beginning,
        Block,
        Time,
        Offset,
        Last,
    }

    private ReadStart(Kind begin, ulong number, int? partition = null)
    {
        Begin = begin;
        Number = number;
        Partition = partition;
    }

    /// <summary>The oldest record that is kept.</summary>
    public static ReadStart Beginning => default;

    internal Kind Begin { get; }

    /// <summary>The block, the Unix seconds, the offset or the count.</summary>
    internal ulong Number { get; }

    /// <summary>The only partition that is read, or null for all.</summary>
    internal int? Partition { get; }

    /// <summary>The first record of this block; where it has none, of the next that has.</summary>
    public static ReadStart AtBlock(ulong number) => new(Kind.Block, number);

    /// <summary>The first record of the first block whose own time is this or later.</summary>
    /// <param name="time">Unix seconds.</param>
    public static ReadStart AtTime(ulong time) => new(Kind.Time, time);

    /// <summary>The first record at this offset or behind it.</summary>
    /// <param name="offset">0 or more.</param>
    /// <param name="partition">The only partition to read, or null to begin there in each.</param>
    public static ReadStart AtOffset(long offset, int? partition = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (partition is { } number) ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(Kind.Offset, (ulong)offset, partition);
    }

    /// <summary>The last records of each partition.</summary>
    /// <param name="count">How many of a partition, 1 or more.</param>
    public static ReadStart AtLast(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(Kind.Last, (ulong)count);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Begin} {Number}");
}
