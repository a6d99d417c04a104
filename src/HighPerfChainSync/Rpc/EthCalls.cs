using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Rpc;

/// <summary>Writes the calls that reading a chain takes (execution-apis, <c>eth</c> namespace), without a string.</summary>
internal static class EthCalls
{
    /// <summary><c>["0x"</c>, 64 digits and <c>"]</c> are the longest.</summary>
    private const int MaxParameters = 80;

    /// <summary><c>eth_getBlockByNumber(number, full)</c>.</summary>
    public static int AddBlock(this RpcBatch batch, ulong number, bool full)
    {
        Span<byte> parameters = stackalloc byte[MaxParameters];
        int length = PutNumber(number, parameters);
        ReadOnlySpan<byte> end = full ? ",true]"u8 : ",false]"u8;
        end.CopyTo(parameters[length..]);
        return batch.Add("eth_getBlockByNumber"u8, parameters[..(length + end.Length)], number);
    }

    /// <summary><c>eth_getBlockReceipts(hash)</c>: the hash pins the fork.</summary>
    public static int AddBlockReceipts(this RpcBatch batch, in Hash256 hash, ulong number) =>
        AddByHash(batch, "eth_getBlockReceipts"u8, hash, number);

    /// <summary><c>eth_getBlockReceipts(number)</c>, for nodes that take no hash.</summary>
    public static int AddBlockReceipts(this RpcBatch batch, ulong number)
    {
        Span<byte> parameters = stackalloc byte[MaxParameters];
        int length = PutNumber(number, parameters);
        parameters[length++] = (byte)']';
        return batch.Add("eth_getBlockReceipts"u8, parameters[..length], number);
    }

    /// <summary><c>eth_getTransactionReceipt(hash)</c>.</summary>
    public static int AddTransactionReceipt(this RpcBatch batch, in Hash256 hash, ulong number) =>
        AddByHash(batch, "eth_getTransactionReceipt"u8, hash, number);

    private static int AddByHash(RpcBatch batch, ReadOnlySpan<byte> method, in Hash256 hash, ulong number)
    {
        Span<byte> parameters = stackalloc byte[MaxParameters];
        "[\""u8.CopyTo(parameters);
        int length = 2 + Hex.Encode(hash.Bytes, parameters[2..]);
        "\"]"u8.CopyTo(parameters[length..]);
        return batch.Add(method, parameters[..(length + 2)], number);
    }

    /// <summary>Writes <c>["0x…"</c>, a QUANTITY without leading zeros.</summary>
    private static int PutNumber(ulong number, Span<byte> destination)
    {
        "[\"0x"u8.CopyTo(destination);
        number.TryFormat(destination[4..], out int written, "x");
        destination[4 + written] = (byte)'"';
        return 5 + written;
    }
}
