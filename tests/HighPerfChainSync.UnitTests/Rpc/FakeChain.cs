using System.Globalization;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>A chain made up on the spot: block n has n modulo 4 transactions, each with one log.</summary>
internal static class FakeChain
{
    public const int ChainId = 1337;
    public const int Head = 50;

    /// <summary>Answers a call as a node does that knows every method.</summary>
    public static string Answer(FakeCall call) => call.Method switch
    {
        "eth_chainId" => $"\"0x{ChainId:x}\"",
        "web3_clientVersion" => "\"fake/1.0\"",
        "eth_getBlockByNumber" => Block(call.Parameters.Contains("latest", StringComparison.Ordinal) ? Head : NumberOf(call)),
        "eth_getBlockReceipts" => Receipts(NumberOf(call)),
        "eth_getTransactionReceipt" => Receipt(NumberOf(call), IndexOf(call)),
        _ => """error:{"code":-32601,"message":"the method does not exist/is not available"}""",
    };

    public static int TransactionCount(int number) => number % 4;

    public static string Hash(int number) => Word(0xb0, number, 0);

    /// <summary>The number of the block that a call is about; all hashes spell theirs.</summary>
    public static int NumberOf(FakeCall call)
    {
        string text = call.Parameters.Split('"')[1][2..];
        return text.Length == 64 ? int.Parse(text.AsSpan(8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public static string Block(int number, string? hash = null)
    {
        hash ??= Hash(number);
        IEnumerable<string> transactions = Enumerable.Range(0, TransactionCount(number)).Select(i => $$"""
            {"hash":"{{Word(0xc0, number, i)}}","from":"{{Account}}","to":"{{Account}}","transactionIndex":"0x{{i:x}}","gas":"0x5208","gasPrice":"0x1",
             "value":"0x10","input":"0x","nonce":"0x{{i:x}}","type":"0x0","blockHash":"{{hash}}","blockNumber":"0x{{number:x}}"}
            """);
        return $$"""
            {"number":"0x{{number:x}}","hash":"{{hash}}","parentHash":"{{Hash(number - 1)}}","timestamp":"0x{{1000 + number:x}}",
             "gasLimit":"0x1c9c380","gasUsed":"0x0","miner":"{{Account}}","extraData":"0x","transactions":[{{string.Join(",", transactions)}}]}
            """;
    }

    public static string Receipts(int number, string? hash = null) =>
        $"[{string.Join(",", Enumerable.Range(0, TransactionCount(number)).Select(i => Receipt(number, i, hash)))}]";

    public static string Receipt(int number, int index, string? hash = null)
    {
        hash ??= Hash(number);
        string transaction = Word(0xc0, number, index);
        return $$"""
            {"transactionHash":"{{transaction}}","transactionIndex":"0x{{index:x}}","blockHash":"{{hash}}","blockNumber":"0x{{number:x}}","status":"0x1",
             "gasUsed":"0x5208","cumulativeGasUsed":"0x{{21000 * (index + 1):x}}","from":"{{Account}}","to":"{{Account}}","logs":[
              {"address":"{{Account}}","topics":["{{Word(1, 2, 3)}}"],"data":"0x01","logIndex":"0x{{index:x}}","transactionHash":"{{transaction}}",
               "transactionIndex":"0x{{index:x}}","blockHash":"{{hash}}","blockNumber":"0x{{number:x}}"}]}
            """;
    }

    private static string Account => "0x" + new string('a', 40);

    private static int IndexOf(FakeCall call) =>
        int.Parse(call.Parameters.Split('"')[1].AsSpan(18, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Word(int kind, int number, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{kind:x8}{number:x8}{index:x8}{new string('0', 40)}");
}
