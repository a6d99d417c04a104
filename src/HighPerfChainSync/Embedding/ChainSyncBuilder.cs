using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Embedding;

/// <summary>Collects the streams that a program runs.</summary>
public sealed class ChainSyncBuilder
{
    internal ChainSyncBuilder()
    {
    }

    /// <summary>Whether the program is asked to end when all streams have ended. False by default.</summary>
    public bool StopHostWhenDone { get; set; }

    /// <summary>Changes what the streams take from the program; it starts with the program's log and meter factories.</summary>
    public Func<IServiceProvider, SyncStreamServices, SyncStreamServices>? Services { get; set; }

    internal List<StreamRegistration> Streams { get; } = [];

    /// <summary>Adds a stream.</summary>
    /// <param name="options">What it reads.</param>
    /// <param name="sink">Creates its sink when the program starts; the stream owns it.</param>
    public ChainSyncBuilder AddStream(StreamOptions options, Func<IServiceProvider, IBlockSink> sink)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        Streams.Add(new StreamRegistration(options, sink));
        return this;
    }
}
