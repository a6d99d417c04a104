using System.Text.Json.Nodes;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.IntegrationTests.Anvil;

/// <summary>What a development node does otherwise is verified as far as it can be, and its announcements are heard.</summary>
public sealed class AnvilVerificationTests
{
    /// <summary>The commitment to the blob of zeros, and its proof: the point at infinity (EIP-4844).</summary>
    private static readonly string s_infinity = "0xc0" + new string('0', 94);

    /// <summary>SHA-256 of that commitment, its first byte replaced by the version.</summary>
    private const string ZeroBlobHash = "0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014";

    [Fact]
    public async Task Blobs_impersonated_accounts_and_created_contracts_are_no_fault()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using AnvilNode node = await AnvilNode.StartAsync(cancellation);
        const string Impersonated = "0x00000000000000000000000000000000000000aa";
        await node.CallAsync("anvil_setBalance", [Impersonated, "0x56bc75e2d63100000"], cancellation);
        await node.CallAsync("anvil_impersonateAccount", [Impersonated], cancellation);
        await MineAsync(node, new JsonObject { ["from"] = Impersonated, ["to"] = node.Accounts[1], ["value"] = "0x1" }, cancellation);
        await MineAsync(node, new JsonObject { ["from"] = node.Accounts[0], ["data"] = "0x6001600081" }, cancellation);
        await MineAsync(
            node,
            new JsonObject
            {
                ["from"] = node.Accounts[0], ["to"] = node.Accounts[1], ["type"] = "0x3", ["gas"] = "0x5208",
                ["maxFeePerGas"] = "0x77359400", ["maxPriorityFeePerGas"] = "0x1", ["maxFeePerBlobGas"] = "0x77359400",
                ["blobVersionedHashes"] = new JsonArray(ZeroBlobHash), ["blobs"] = new JsonArray("0x" + new string('0', 2 * 131_072)),
                ["commitments"] = new JsonArray(s_infinity), ["proofs"] = new JsonArray(s_infinity),
            },
            cancellation);

        var checks = new List<BlockVerification>();
        var options = new StreamOptions { Rpc = new RpcEndpointOptions { Url = node.Url }, From = StartPosition.At(0), To = 3, Verification = new VerificationOptions { OnUnverified = UnverifiedAction.Stop, Tries = 2 } };
        await foreach (BlockData block in ChainSync.ReadBlocksAsync(options, cancellationToken: cancellation)) checks.Add(block.Verification);

        Assert.All(checks, check => Assert.Equal(VerificationLevel.Roots, check.Level));
        Assert.Empty(checks[0].Unverifiable);
        Assert.Equal([BlockCheck.TransactionHash], checks[1].Unverifiable);
        Assert.Contains(BlockCheck.TransactionsRoot, checks[1].Passed);
        Assert.Empty(checks[2].Unverifiable);
        Assert.Contains(BlockCheck.ContractAddress, checks[2].Passed);
        Assert.Equal([BlockCheck.TransactionsRoot], checks[3].Unverifiable);
        Assert.Contains(BlockCheck.TransactionHash, checks[3].Passed);
    }

    [Fact]
    public async Task A_new_block_ends_the_wait_for_it()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using AnvilNode node = await AnvilNode.StartAsync(cancellation);
        var options = new RpcEndpointOptions { Url = node.Url, WebSocket = new UriBuilder(node.Url) { Scheme = "ws" }.Uri };
        using var metrics = new ChainSyncMetrics(new StreamStatus());
        await using var source = new RpcBlockSource(options, metrics, NullLogger.Instance);
        Task wait = source.WaitForNewsAsync(TimeSpan.FromHours(1), cancellation).AsTask();
        for (int i = 0; i < 600 && !wait.IsCompleted; i++)
        {
            // The subscription is made in the background: blocks before it are not announced.
            await node.MineAsync(1, cancellation);
            await Task.WhenAny(wait, Task.Delay(100, cancellation));
        }

        Assert.True(wait.IsCompletedSuccessfully);
    }

    private static async Task MineAsync(AnvilNode node, JsonObject transaction, CancellationToken cancellation)
    {
        await node.CallAsync("eth_sendTransaction", [transaction], cancellation);
        await node.MineAsync(1, cancellation);
    }
}
