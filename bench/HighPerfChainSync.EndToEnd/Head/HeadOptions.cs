namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>How the latency at the head is measured.</summary>
internal sealed record HeadOptions
{
    /// <summary>Blocks at the start that are not counted: the stream's code is compiled, and a broker that has just been started interprets most of its own.</summary>
    public required int WarmUp { get; init; }

    /// <summary>Blocks that are counted; 0 for a run that only warms up.</summary>
    public required int Blocks { get; init; }

    /// <summary>Between two blocks.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Until the node answers a request.</summary>
    public TimeSpan NodeLatency { get; init; }

    /// <summary>Whether the node announces blocks (<c>newHeads</c>), instead of being asked again and again.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>Codec of the records.</summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>Properties of librdkafka.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();
}
