using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.IntegrationTests.Anvil;

/// <summary>An anvil process on a free loopback port, and what tests do with it. It mines only when told to.</summary>
/// <remarks>Not for concurrent use, except that a node being read is no obstacle to producing blocks.</remarks>
internal sealed class AnvilNode : IAsyncDisposable
{
    private const int AccountCount = 10;
    private const string ListeningOn = "Listening on ";

    // The transfer(address,uint256) of ERC-20, and the highest gas that it or a plain transfer takes here.
    private const string TransferSelector = "0xa9059cbb";
    private const string TransferGas = "0x186a0";
    private const string GasPrice = "0x77359400";

    private readonly Process _process;
    private readonly Task _drained;
    private readonly HttpClient _http = new();
    private readonly long[] _nonces = new long[AccountCount];
    private string[] _accounts = [];

    private AnvilNode(Process process, Uri url)
    {
        _process = process;
        Url = url;
        // A full pipe would stop anvil.
        _drained = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Where it answers: http on 127.0.0.1.</summary>
    public Uri Url { get; }

    /// <summary>Anvil's default accounts, each rich and unlocked.</summary>
    public IReadOnlyList<string> Accounts => _accounts;

    /// <summary>Starts anvil, from <c>CHAINSYNC_ANVIL</c> or the path; skips the test when there is none.</summary>
    public static async Task<AnvilNode> StartAsync(CancellationToken cancellation, params string[] arguments)
    {
        string? binary = FindBinary();
        Assert.SkipWhen(binary is null, "anvil is neither at CHAINSYNC_ANVIL nor on the path (npm package @foundry-rs/anvil)");

        var start = new ProcessStartInfo(binary!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])["--host", "127.0.0.1", "--port", "0", "--no-mining", .. arguments])
            start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        try
        {
            var node = new AnvilNode(process, await ReadUrlAsync(process, cancellation));
            node._accounts = (await node.CallAsync("eth_accounts", [], cancellation)).Deserialize<string[]>()!;
            return node;
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and returns its result; an error of the node fails the test.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, CancellationToken cancellation)
    {
        JsonElement answer = await PostAsync(Request(0, method, parameters), cancellation);
        return Result(answer);
    }

    /// <summary>The number of the newest block.</summary>
    public async Task<long> BlockNumberAsync(CancellationToken cancellation) =>
        ParseQuantity(await CallAsync("eth_blockNumber", [], cancellation));

    /// <summary>Mines blocks: the first with everything sent so far, the others empty.</summary>
    public async Task MineAsync(int blocks, CancellationToken cancellation)
    {
        for (int i = 0; i < blocks; i++) await CallAsync("evm_mine", [], cancellation);
    }

    /// <summary>Creates the test coin in a block of its own; the first account holds all of it.</summary>
    /// <returns>The coin's address.</returns>
    public async Task<string> DeployCoinAsync(CancellationToken cancellation)
    {
        string code = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Anvil", "test-coin.hex"), cancellation);
        JsonObject transaction = Transaction(0, to: null, "0x0", code.Trim(), gas: "0x3d0900");
        JsonElement hash = await CallAsync("eth_sendTransaction", [transaction], cancellation);
        await MineAsync(1, cancellation);
        JsonElement receipt = await CallAsync("eth_getTransactionReceipt", [hash.GetString()], cancellation);
        return receipt.GetProperty("contractAddress").GetString()!;
    }

    /// <summary>Produces blocks, each with ether transfers and with calls of a coin's transfer, all successful.</summary>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="transfers">Plain transfers in each.</param>
    /// <param name="coin">The coin from <see cref="DeployCoinAsync"/>.</param>
    /// <param name="coinTransfers">Calls of the coin in each; one log each.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public async Task ProduceAsync(int blocks, int transfers, string coin, int coinTransfers, CancellationToken cancellation)
    {
        for (int block = 0; block < blocks; block++)
        {
            var batch = new JsonArray();
            for (int i = 0; i < transfers; i++)
                batch.Add(Send(batch.Count, Transaction(1 + (i % (AccountCount - 1)), _accounts[i % AccountCount], Quantity(i + 1), "0x", TransferGas)));
            for (int i = 0; i < coinTransfers; i++)
                batch.Add(Send(batch.Count, Transaction(0, coin, "0x0", TransferData(_accounts[1 + (i % (AccountCount - 1))], i + 1), TransferGas)));

            if (batch.Count > 0)
            {
                JsonElement answers = await PostAsync(batch, cancellation);
                foreach (JsonElement answer in answers.EnumerateArray()) Result(answer);
            }

            // Not in the batch: anvil carries out a batch in no particular order.
            await MineAsync(1, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _drained;
        _process.Dispose();
        _http.Dispose();
    }

    private static string? FindBinary()
    {
        string? configured = Environment.GetEnvironmentVariable("CHAINSYNC_ANVIL");
        if (!string.IsNullOrEmpty(configured)) return File.Exists(configured) ? configured : null;

        string name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            string candidate = Path.Combine(directory, name);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }

    private static async Task<Uri> ReadUrlAsync(Process process, CancellationToken cancellation)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(ListeningOn, StringComparison.Ordinal)) return new Uri("http://" + line[ListeningOn.Length..].Trim());
        }

        throw new InvalidOperationException("anvil ended before it listened.");
    }

    private JsonObject Transaction(int from, string? to, string value, string data, string gas)
    {
        var transaction = new JsonObject
        {
            ["from"] = _accounts[from],
            ["nonce"] = Quantity(_nonces[from]++),
            ["value"] = value,
            ["data"] = data,
            ["gas"] = gas,
            ["gasPrice"] = GasPrice,
        };
        if (to is not null) transaction["to"] = to;
        return transaction;
    }

    private static JsonObject Send(int id, JsonObject transaction) => Request(id, "eth_sendTransaction", [transaction]);

    private static JsonObject Request(int id, string method, JsonArray parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };

    private async Task<JsonElement> PostAsync(JsonNode request, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(Url, request, cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }

    private static JsonElement Result(JsonElement answer) =>
        answer.TryGetProperty("result", out JsonElement result) ? result : throw new InvalidOperationException($"anvil: {answer}");

    private static string TransferData(string to, long value) =>
        TransferSelector + to[2..].PadLeft(64, '0') + value.ToString("x64", CultureInfo.InvariantCulture);

    private static string Quantity(long value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static long ParseQuantity(JsonElement value) =>
        long.Parse(value.GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
