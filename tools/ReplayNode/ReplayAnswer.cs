using System.Buffers;

namespace HighPerfChainSync.ReplayNode;

/// <summary>The JSON of one result, prepared: its length is known before it is written.</summary>
/// <remarks>Immutable; thread: any.</remarks>
public abstract class ReplayAnswer
{
    /// <summary>The JSON value <c>null</c>.</summary>
    public static ReplayAnswer Null { get; } = new MemoryAnswer("null"u8.ToArray());

    /// <summary>Length in bytes of what <see cref="WriteTo"/> writes.</summary>
    public abstract int Length { get; }

    /// <summary>Writes the JSON value as UTF-8.</summary>
    public abstract void WriteTo(IBufferWriter<byte> output);

    /// <summary>An answer that is kept as it goes out.</summary>
    public static ReplayAnswer FromJson(ReadOnlyMemory<byte> json) => new MemoryAnswer(json);

    /// <summary>The JSON as one array.</summary>
    public virtual ReadOnlyMemory<byte> ToMemory()
    {
        var output = new ArrayBufferWriter<byte>(Length);
        WriteTo(output);
        return output.WrittenMemory;
    }

    private sealed class MemoryAnswer(ReadOnlyMemory<byte> json) : ReplayAnswer
    {
        public override int Length => json.Length;

        public override void WriteTo(IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(output);
            output.Write(json.Span);
        }

        public override ReadOnlyMemory<byte> ToMemory() => json;
    }
}
