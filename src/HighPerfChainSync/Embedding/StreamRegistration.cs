using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Embedding;

/// <summary>A stream as it was registered.</summary>
internal sealed record StreamRegistration(StreamOptions Options, Func<IServiceProvider, IBlockSink> Sink);
