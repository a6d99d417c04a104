using System.Runtime.ExceptionServices;

namespace HighPerfChainSync.Pipeline;

/// <summary>The first error of a stream's stages. Thread: any.</summary>
internal sealed class PipelineFault
{
    private ExceptionDispatchInfo? _first;

    /// <summary>The first error, or null.</summary>
    public Exception? First => Volatile.Read(ref _first)?.SourceException;

    /// <summary>Keeps the error when it is the first.</summary>
    public void Report(Exception error) => Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(error), null);

    /// <summary>Throws the first error as it was thrown, if there is one.</summary>
    public void ThrowIfAny() => Volatile.Read(ref _first)?.Throw();
}
