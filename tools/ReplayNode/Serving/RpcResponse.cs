using System.Buffers;
using System.IO.Pipelines;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>The items of one answer, and whether they stand in an array.</summary>
/// <param name="IsBatch">Whether they stand in an array.</param>
/// <param name="Items">The items; none for an empty body.</param>
internal readonly record struct RpcResponse(bool IsBatch, List<RpcItem> Items)
{
    /// <summary>Bytes of the body.</summary>
    internal long Length
    {
        get
        {
            if (Items.Count == 0 && !IsBatch) return 0;
            long length = IsBatch ? 2 + Math.Max(0, Items.Count - 1) : 0;
            foreach (RpcItem item in Items) length += item.Length;
            return length;
        }
    }

    /// <summary>Writes the body, flushing behind each item so that the pipe holds one of them.</summary>
    internal async ValueTask WriteAsync(PipeWriter output, CancellationToken aborted)
    {
        for (int i = 0; i < Items.Count; i++)
        {
            WriteItem(output, i);
            FlushResult flushed = await output.FlushAsync(aborted);
            if (flushed.IsCompleted) return;
        }

        if (IsBatch && Items.Count == 0) output.Write("[]"u8);
    }

    /// <summary>The body in one array.</summary>
    internal ReadOnlyMemory<byte> ToMemory()
    {
        var output = new ArrayBufferWriter<byte>();
        for (int i = 0; i < Items.Count; i++) WriteItem(output, i);
        if (IsBatch && Items.Count == 0) output.Write("[]"u8);
        return output.WrittenMemory;
    }

    private void WriteItem(IBufferWriter<byte> output, int index)
    {
        if (IsBatch) output.Write(index == 0 ? "["u8 : ","u8);
        Items[index].WriteTo(output);
        if (IsBatch && index == Items.Count - 1) output.Write("]"u8);
    }
}
