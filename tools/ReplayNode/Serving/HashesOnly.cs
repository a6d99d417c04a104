using System.Buffers;
using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Turns a block with whole transactions into one with their hashes, as <c>eth_getBlockByNumber(n, false)</c> answers.</summary>
internal static class HashesOnly
{
    /// <summary>Copies the block's JSON, each transaction reduced to its hash.</summary>
    internal static ReplayAnswer Convert(ReplayAnswer block)
    {
        ReadOnlySpan<byte> json = block.ToMemory().Span;
        var output = new ArrayBufferWriter<byte>(4096);
        var reader = new Utf8JsonReader(json);
        int copied = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isList = reader.ValueTextEquals("transactions"u8);
            reader.Read();
            if (!isList)
            {
                reader.Skip();
                continue;
            }

            output.Write(json[copied..(int)reader.BytesConsumed]);
            WriteHashes(ref reader, output);
            copied = (int)reader.TokenStartIndex;
        }

        output.Write(json[copied..]);
        return ReplayAnswer.FromJson(output.WrittenMemory);
    }

    private static void WriteHashes(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        bool isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isHash = reader.ValueTextEquals("hash"u8);
                reader.Read();
                if (isHash)
                {
                    output.Write(isFirst ? "\""u8 : ",\""u8);
                    output.Write(reader.ValueSpan);
                    output.Write("\""u8);
                    isFirst = false;
                }

                reader.Skip();
            }
        }
    }
}
