namespace HighPerfChainSync.Host.Configuration;

/// <summary>What <c>consume --with</c> prints of a Kafka record besides its value.</summary>
[Flags]
internal enum RecordParts
{
    /// <summary>The value alone.</summary>
    None = 0,

    /// <summary>Its topic.</summary>
    Topic = 1,

    /// <summary>Its partition.</summary>
    Partition = 2,

    /// <summary>Its offset.</summary>
    Offset = 4,

    /// <summary>Its timestamp, Unix milliseconds.</summary>
    Timestamp = 8,

    /// <summary>Its key, or null.</summary>
    Key = 16,
}
