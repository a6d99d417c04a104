using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.UnitTests.Primitives;

public sealed class FixedBytesTests
{
    [Fact]
    public void A_hash_is_its_bytes()
    {
        byte[] bytes = HexTests.Random(Hash256.Length, 1);
        var hash = new Hash256(bytes);
        Assert.Equal(bytes, hash.Bytes);
        Assert.Equal("0x" + Convert.ToHexStringLower(bytes), hash.ToString());
        Assert.Equal(hash, Hash256.Parse(hash.ToString()));
        Assert.Equal(hash.GetHashCode(), new Hash256(bytes).GetHashCode());
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.True(hash != new Hash256(bytes));
            Assert.False(hash.Equals((object)new Hash256(bytes)));
            bytes[i] ^= 1;
        }

        Assert.True(hash == new Hash256(bytes));
        Assert.False(hash.IsZero);
        Assert.True(default(Hash256).IsZero);
    }

    [Fact]
    public void An_address_is_its_bytes()
    {
        byte[] bytes = HexTests.Random(Address.Length, 2);
        var address = new Address(bytes);
        Assert.Equal(bytes, address.Bytes);
        Assert.Equal(address, Address.Parse("0x" + Convert.ToHexString(bytes)));
        Assert.Equal(address.GetHashCode(), new Address(bytes).GetHashCode());
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x80;
            Assert.True(address != new Address(bytes));
            bytes[i] ^= 0x80;
        }

        Assert.True(address == new Address(bytes));
        Assert.True(default(Address).IsZero);
        Assert.False(address.IsZero);
    }
}
