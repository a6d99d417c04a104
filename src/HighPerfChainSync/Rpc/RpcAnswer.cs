using System.Buffers;
using System.IO.Pipelines;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>The answer to one request, in the pipe's own segments: read from the connection once, parsed in place, given back as it is parsed.</summary>
/// <remarks>Owner: the <see cref="RpcClient"/> call that rented it; returned by: that call, piece by piece while it is parsed; thread: one at a time.</remarks>
internal sealed class RpcAnswer
{
    /// <summary>A read into less than this is not worth a call.</summary>
    private const int MinReadBytes = 4096;

    private readonly Pipe _pipe;

    public RpcAnswer(SlabPool slabs)
    {
        ReleaseBefore = Release;
        var options = new PipeOptions(
            new SlabMemoryPool(slabs),
            PipeScheduler.Inline,
            PipeScheduler.Inline,
            pauseWriterThreshold: 0,
            resumeWriterThreshold: 0,
            minimumSegmentSize: slabs.SlabSize,
            useSynchronizationContext: false);
        _pipe = new Pipe(options);
    }

    /// <summary>What arrived.</summary>
    public ReadOnlySequence<byte> Body { get; private set; }

    /// <summary>Gives the slabs before a position of <see cref="Body"/> back, which begins there from then on.</summary>
    public Action<SequencePosition> ReleaseBefore { get; }

    /// <summary>Why the exchange failed, or null. There may be a part of the body all the same.</summary>
    public RpcFault? Fault { get; set; }

    /// <summary>How long it lay unread because there was no room for it.</summary>
    public TimeSpan Unread { get; set; }

    /// <summary>How long the endpoint asks to wait.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Reads a body to its end.</summary>
    /// <param name="body">Where it comes from.</param>
    /// <param name="maxBytes">Bytes accepted; what exceeds them is left unread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether all of it was read.</returns>
    public async ValueTask<bool> FillAsync(Stream body, long maxBytes, CancellationToken cancellationToken)
    {
        long total = 0;
        while (true)
        {
            Memory<byte> memory = _pipe.Writer.GetMemory(MinReadBytes);
            int read = await body.ReadAsync(memory, cancellationToken).ConfigureAwait(false);
            if (read == 0) return true;
            total += read;
            if (total > maxBytes) return false;
            _pipe.Writer.Advance(read);
        }
    }

    /// <summary>Ends writing; what arrived becomes <see cref="Body"/>.</summary>
    public void Seal()
    {
        _pipe.Writer.Complete();
        if (_pipe.Reader.TryRead(out ReadResult result)) Body = result.Buffer;
    }

    private void Release(SequencePosition position)
    {
        _pipe.Reader.AdvanceTo(position, Body.End);
        Body = _pipe.Reader.TryRead(out ReadResult rest) ? rest.Buffer : default;
    }

    /// <summary>Gives the slabs back and makes it ready for the next answer.</summary>
    public void Reset()
    {
        // Only segments that were advanced over go back to the pipe's own pool.
        if (!Body.IsEmpty) _pipe.Reader.AdvanceTo(Body.End);
        Body = default;
        Fault = null;
        RetryAfter = null;
        Unread = default;
        _pipe.Writer.Complete();
        _pipe.Reader.Complete();
        _pipe.Reset();
    }

    /// <summary>Notes that there is more than is accepted.</summary>
    public void FailTooLarge(long maxBytes) =>
        Fault = new RpcFault(ChainSyncError.RpcResponseTooLarge, $"the answer exceeds the {maxBytes} bytes that are accepted; ask for less with --rpc-batch");
}
