using System.Diagnostics.Metrics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.Pipeline;

/// <summary>What a stream takes from the program around it. Everything has a default.</summary>
public sealed record SyncStreamServices
{
    /// <summary>Where logs go; nowhere by default.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Creates the meter; by default the stream has one of its own.</summary>
    public IMeterFactory? Meters { get; init; }

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where blocks are rented; streams that share these services share it.</summary>
    public BlockDataPool Pool { get; init; } = new();

    /// <summary>Creates the source of a stream, which then owns it; null reads the JSON-RPC endpoint of its options.</summary>
    public Func<StreamOptions, ChainSyncMetrics, ILogger, IBlockSource>? Source { get; init; }

    /// <summary>Creates encoders instead of those that <see cref="StreamOptions.Format"/> names: several for a stream, which encode blocks side by side.</summary>
    public Func<IRecordEncoder>? Encoder { get; init; }
}
